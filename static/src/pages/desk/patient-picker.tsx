// Whom a booking is for: found by name or phone.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { patientsQuery } from '@/api/patients'
import { filterOf } from '@/pages/patients/wanted'
import { formatDay } from '@/time/format'
import { walkRows } from '@/ui/arrow-keys'
import { SearchField } from '@/ui/search-field'
import { Skeleton, useErrorText } from '@/ui/states'
import type { Who } from './booking-values'

/** Fewer letters are in too many names. */
const MIN_LETTERS = 2
const MOST = 6

export function PatientPicker({ onChoose }: { onChoose: (who: Who) => void }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const [text, setText] = useState('')
  const asked = text.trim().length >= MIN_LETTERS
  const found = useInfiniteQuery({ ...patientsQuery(filterOf({ text, born: '' })), enabled: asked })
  const patients = found.data?.pages[0]?.results ?? []
  const more = found.hasNextPage || patients.length > MOST
  return (
    <div
      className="flex flex-col gap-2"
      onKeyDown={(event) => {
        // It searches, it does not book.
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault()
      }}
    >
      <SearchField
        firstFocus
        label={t('desk.booking.search')}
        help={t('desk.booking.searchHelp')}
        value={text}
        onSearch={setText}
      />
      {asked && found.isPending && <Skeleton className="h-14" />}
      {asked && found.error && <p className="text-small text-ink-soft">{errorText(found.error)}</p>}
      {asked && found.data && (
        <>
          <p role="status" className="text-small text-ink-faint">
            {more ? t('desk.booking.foundMore') : t('desk.booking.found', { count: patients.length })}
          </p>
          <ul onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line empty:hidden">
            {patients.slice(0, MOST).map((patient) => {
              const name = `${patient.first_name} ${patient.last_name}`
              const born = patient.date_of_birth ? formatDay(patient.date_of_birth, 'date') : t('patients.bornUnknown')
              return (
                <li key={patient.id}>
                  <button
                    type="button"
                    data-row
                    data-testid="candidate"
                    onClick={() => onChoose({ id: patient.id, name })}
                    className="flex min-h-11 w-full flex-col px-3 py-2 text-left hover:bg-sunken"
                  >
                    <span className="font-semibold">{name}</span>
                    <span className="text-small text-ink-soft">{[born, patient.phone, patient.email].filter(Boolean).join(' · ')}</span>
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
