// The token of a mailed link, behind the `#`: browsers keep that part to themselves, and so does the page.
import { useEffect, useState } from 'react'

/** The token in `#token=…`, or null. */
export function tokenIn(fragment: string): string | null {
  const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token')
  return token === null || token.trim() === '' ? null : token.trim()
}

/** The token that this page was opened with. It leaves the address, so that it stays in no history and on no screen. */
export function useFragmentToken(): string | null {
  const [token] = useState(() => tokenIn(location.hash))
  useEffect(() => {
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
  }, [])
  return token
}
