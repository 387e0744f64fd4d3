// A mail in a frame of its own: nothing in it runs, and its links lead nowhere.
import { useRef, useState } from 'react'
import { bare, dress } from './dressed'

/** Until it is known how long the mail is. */
const FIRST_HEIGHT_PX = 480

export function MailFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(FIRST_HEIGHT_PX)
  const fit = () => {
    const mail = frame.current?.contentDocument
    if (!mail) return
    dress(mail)
    setHeight(mail.body.offsetHeight)
  }
  return (
    <iframe
      ref={frame}
      title={title}
      // Of this origin so that the page may dress it; without scripts that gives it no way to the page.
      sandbox="allow-same-origin"
      srcDoc={bare(html)}
      onLoad={fit}
      data-testid="mail"
      className="w-full rounded-base border border-line bg-surface"
      style={{ height }}
    />
  )
}
