// Up and down arrows walk through the rows of a list.
import type { KeyboardEvent } from 'react'

/** For `onKeyDown` of a list whose rows, or the links in them, carry `data-row`. */
export function walkRows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const here = rows.findIndex((row) => row === document.activeElement)
  const next = rows[here + step]
  if (here === -1 || next === undefined) return
  event.preventDefault()
  next.focus()
}
