// What appears when a dialog has done its work takes the focus.
import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * For a heading with `tabIndex={-1}`; again whenever `about` is another. While a dialog is open nothing outside of it can
 * have the focus, and when it closes the browser gives it back to what opened it: so this waits for the next frame.
 */
export function useTakesFocus<Taker extends HTMLElement>(about: unknown): RefObject<Taker | null> {
  const taker = useRef<Taker>(null)
  useEffect(() => {
    const frame = requestAnimationFrame(() => taker.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [about])
  return taker
}
