// To whom: found by name among those whom the reader may write to, one or several.
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { recipientsQuery } from '@/api/messages'
import { specialtyName } from '@/pages/find-doctor/specialty'
import { walkRows } from '@/ui/arrow-keys'
import { TextField } from '@/ui/field'
import { IconButton } from '@/ui/button'
import { Skeleton, useErrorText } from '@/ui/states'
import { called } from './called'
import type { Addressee } from './conversation-values'
import { useSettled } from './use-settled'

/** More are not chosen from, but narrowed down. */
const SHOWN = 5

interface RecipientPickerProps {
  id: string
  chosen: Addressee[]
  error: string | undefined
  onChange: (chosen: Addressee[]) => void
}

export function RecipientPicker({ id, chosen, error, onChange }: RecipientPickerProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const [words, setWords] = useState('')
  const found = useQuery({ ...recipientsQuery(useSettled(words.trim())), placeholderData: (before) => before })
  const taken = new Set(chosen.map((each) => each.id))
  const people = (found.data?.results ?? []).filter((each) => !taken.has(each.id))
  return (
    <div className="flex flex-col gap-2">
      {chosen.length > 0 && (
        <ul aria-label={t('messages.to')} className="flex flex-wrap gap-2">
          {chosen.map((person) => (
            <li key={person.id} data-testid="chosen" className="inline-flex items-center rounded-full bg-action-wash pl-3.5 text-action-ink">
              {person.name}
              <IconButton
                label={t('messages.leaveOut', { name: person.name })}
                className="rounded-full text-action-ink"
                onClick={() => onChange(chosen.filter((each) => each !== person))}
              >
                <X aria-hidden className="size-4" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <TextField
        id={id}
        type="search"
        data-first-focus
        label={t(chosen.length > 0 ? 'messages.alsoTo' : 'messages.to')}
        placeholder={t('messages.toPlaceholder')}
        error={error}
        value={words}
        autoComplete="off"
        onChange={(change) => setWords(change.target.value)}
        onKeyDown={(key) => {
          // It searches, it does not send.
          if (key.key === 'Enter') key.preventDefault()
        }}
      />
      {found.isPending && <Skeleton className="h-14" />}
      {found.error && !found.data && <p className="text-small text-harm-ink">{errorText(found.error)}</p>}
      {found.data && (
        <>
          <p role="status" className="text-small text-ink-faint">
            {people.length === 0 ? t('messages.nobodyFound') : t(people.length > SHOWN ? 'messages.foundMore' : 'messages.found', { count: people.length })}
          </p>
          <ul onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line empty:hidden">
            {people.slice(0, SHOWN).map((person) => {
              const name = called(t, person)
              return (
                <li key={person.id}>
                  <button
                    type="button"
                    data-row
                    data-testid="recipient"
                    onClick={() => {
                      onChange([...chosen, { id: person.id, name }])
                      setWords('')
                    }}
                    className="flex min-h-11 w-full flex-col px-3 py-2 text-left hover:bg-sunken"
                  >
                    <span className="font-semibold">{name}</span>
                    <span className="text-small text-ink-soft">
                      {person.role === 'doctor' && person.detail ? specialtyName(person.detail) : t(`users.roles.${person.role}`)}
                    </span>
                  </button>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </div>
  )
}
