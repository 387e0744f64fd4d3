// What was typed and not sent yet: kept for this tab, so that a reload or a sign-in on the way loses nothing.
import { useCallback, useState } from 'react'

const PREFIX = 'draft:'

export function useDraft(name: string): [text: string, setText: (text: string) => void] {
  const key = PREFIX + name
  const [draft, setDraft] = useState({ key, text: sessionStorage.getItem(key) ?? '' })
  const text = draft.key === key ? draft.text : (sessionStorage.getItem(key) ?? '')
  const setText = useCallback(
    (next: string) => {
      if (next === '') sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, next)
      setDraft({ key, text: next })
    },
    [key],
  )
  return [text, setText]
}

/** After sign-out nothing that somebody typed may stay. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  }
}
