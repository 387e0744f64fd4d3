// A modal question, on the browser's own dialog: it keeps the focus inside, closes with Escape and lies on top.
// The focus goes to what carries `data-first-focus`: the harmless answer.
import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'

interface DialogProps {
  open: boolean
  title: string
  onClose: () => void
  children: ReactNode
}

export function Dialog({ open, title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    if (open && element?.open === false) {
      element.showModal()
      element.querySelector<HTMLElement>('[data-first-focus]')?.focus()
    }
    if (!open && element?.open) element.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={() => {
        // Closed by the reader, not because `open` turned false.
        if (open && dialog.current?.open === false) onClose()
      }}
      onClick={(click) => {
        if (click.target === dialog.current) onClose()
      }}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-base border border-line bg-surface p-0 text-ink shadow-raised open:animate-arrives"
    >
      <div className="flex flex-col gap-4 p-6">
        <h2 id={titleId} className="text-title font-semibold">
          {title}
        </h2>
        {open && children}
      </div>
    </dialog>
  )
}
