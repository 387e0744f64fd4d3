// Whether something can be seen just now: not scrolled out of its pane or of the window.
import { useEffect, useState } from 'react'

/** A ref for the element, and whether it is in view. */
export function useInView(): [ref: (element: Element | null) => void, inView: boolean] {
  const [element, setElement] = useState<Element | null>(null)
  const [inView, setInView] = useState(false)
  useEffect(() => {
    if (element === null) return
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting ?? false))
    observer.observe(element)
    return () => {
      observer.disconnect()
      setInView(false)
    }
  }, [element])
  return [setElement, inView]
}
