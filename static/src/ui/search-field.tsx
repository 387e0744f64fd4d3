// A search box whose words live in the address: what is typed goes there after a short pause, and comes from there.
import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useId, useState } from 'react'
import { TextField } from './field'

const PAUSE_MS = 250

interface SearchFieldProps {
  label: string
  placeholder?: string
  help?: string
  /** What may be written, where some of it is known. */
  suggestions?: readonly string[]
  /** What the address says. */
  value: string
  /** Of a dialog, where the focus goes. */
  firstFocus?: boolean
  onSearch: (words: string) => void
}

export function SearchField({ label, placeholder, help, suggestions, value, firstFocus, onSearch }: SearchFieldProps) {
  const listId = useId()
  const [typed, setTyped] = useState(value)
  const [followed, setFollowed] = useState(value)
  if (followed !== value) {
    // The address changed by itself (back button, a link): the box follows.
    setFollowed(value)
    if (typed.trim() !== value) setTyped(value)
  }
  const search = useEffectEvent((words: string) => {
    if (words !== value) onSearch(words)
  })
  useEffect(() => {
    const timer = setTimeout(() => search(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <>
      <TextField
        type="search"
        data-first-focus={firstFocus || undefined}
        label={label}
        placeholder={placeholder}
        help={help}
        list={suggestions && listId}
        value={typed}
        onChange={(change) => setTyped(change.target.value)}
        autoComplete="off"
        enterKeyHint="search"
        className="pl-10"
        inside={<Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-5 text-ink-faint" />}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  )
}
