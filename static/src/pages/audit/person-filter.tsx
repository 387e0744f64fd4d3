// Somebody to look for in the trail, which knows ids alone: found by name or address, or given by the id itself.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { auditedPersonQuery } from '@/api/audit'
import type { Role } from '@/api/types'
import { usersQuery } from '@/api/users'
import { IconButton } from '@/ui/button'
import { SearchField } from '@/ui/search-field'

/** More are not chosen from, but narrowed down. */
const SHOWN = 5
const isId = (text: string) => z.uuid().safeParse(text).success

interface PersonFilterProps {
  label: string
  /** Who was chosen. */
  id: string | undefined
  /** Only people in this role are offered. */
  role?: Role
  onChoose: (id: string | undefined) => void
}

export function PersonFilter({ label, id, role, onChoose }: PersonFilterProps) {
  const [words, setWords] = useState('')
  const [chosenHere, setChosenHere] = useState(false)
  if (id !== undefined) {
    return <Chosen label={label} id={id} takesFocus={chosenHere} onClear={() => onChoose(undefined)} />
  }
  const search = (typed: string) => {
    setWords(isId(typed) ? '' : typed)
    if (isId(typed)) onChoose(typed)
  }
  const choose = (chosen: string) => {
    setWords('')
    setChosenHere(true)
    onChoose(chosen)
  }
  return <Search label={label} words={words} role={role} onSearch={search} onChoose={choose} />
}

interface ChosenProps {
  label: string
  id: string
  /** The button that was pressed is gone: the focus goes on from here. */
  takesFocus: boolean
  onClear: () => void
}

function Chosen({ label, id, takesFocus, onClear }: ChosenProps) {
  const { t } = useTranslation()
  // An API key is no person: then the id has to do.
  const { data: person } = useQuery({ ...auditedPersonQuery(id), retry: false })
  const name = person ? `${person.first_name} ${person.last_name}` : id
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <p className="text-small font-semibold">{label}</p>
      <p className="flex h-11 items-center gap-1 rounded-base border border-action-line bg-action-wash pl-3 text-action-ink">
        <span className="min-w-0 flex-1 truncate font-medium" title={id}>
          {name}
        </span>
        <IconButton label={t('audit.clear', { label, name })} autoFocus={takesFocus} onClick={onClear}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </p>
    </div>
  )
}

interface SearchProps {
  label: string
  words: string
  role: Role | undefined
  onSearch: (typed: string) => void
  onChoose: (id: string) => void
}

function Search({ label, words, role, onSearch, onChoose }: SearchProps) {
  const { t } = useTranslation()
  const people = useInfiniteQuery({ ...usersQuery({ q: words, role }), enabled: words !== '' })
  const found = people.data?.pages[0]?.results ?? []
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <SearchField label={label} placeholder={t('audit.personPlaceholder')} value={words} onSearch={onSearch} />
      {words !== '' && people.data && (
        <>
          <p role="status" className="text-small text-ink-faint">
            {t(found.length > SHOWN ? 'audit.personsMany' : 'audit.persons', { count: found.length })}
          </p>
          <ul className="flex flex-col gap-1">
            {found.slice(0, SHOWN).map((person) => (
              <li key={person.id}>
                <button
                  type="button"
                  onClick={() => onChoose(person.id)}
                  className="w-full rounded-base border border-line bg-surface px-3 py-2 text-left hover:border-edge hover:bg-sunken"
                >
                  <span className="block truncate font-medium">
                    {person.first_name} {person.last_name}
                  </span>
                  <span className="block truncate text-small text-ink-soft">
                    {t(`users.roles.${person.role}`)} · {person.email ?? person.phone ?? t('users.unreachable')}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
