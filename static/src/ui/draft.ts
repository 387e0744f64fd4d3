// What was typed and not sent yet: kept for this tab, so that a reload or a sign-in on the way loses nothing.
import { useCallback, useState } from 'react'

const PREFIX = 'draft:'
/** Whose they are: the id of who was last signed in. */
const OWNER = 'drafts-of'

export function readDraft(name: string): string {
  return sessionStorage.getItem(PREFIX + name) ?? ''
}

/** An empty text forgets it. */
export function keepDraft(name: string, text: string): void {
  if (text === '') sessionStorage.removeItem(PREFIX + name)
  else sessionStorage.setItem(PREFIX + name, text)
}

export function useDraft(name: string): [text: string, setText: (text: string) => void] {
  const [draft, setDraft] = useState({ name, text: readDraft(name) })
  const text = draft.name === name ? draft.text : readDraft(name)
  const setText = useCallback(
    (next: string) => {
      keepDraft(name, next)
      setDraft({ name, text: next })
    },
    [name],
  )
  return [text, setText]
}

/** After sign-out nothing that somebody typed may stay. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  }
  sessionStorage.removeItem(OWNER)
}

/**
 * From now on they are this person's: what a visitor typed goes with them, what another person typed is forgotten. True
 * where there was another.
 */
export function ownDrafts(userId: string): boolean {
  const owner = sessionStorage.getItem(OWNER)
  const another = owner !== null && owner !== userId
  if (another) forgetDrafts()
  sessionStorage.setItem(OWNER, userId)
  return another
}
