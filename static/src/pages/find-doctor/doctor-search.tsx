// The search box and the specialty filter; what is typed goes into the address after a short pause.
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { specialtiesQuery } from '@/api/doctors'
import type { DoctorFilter } from '@/api/doctors'
import { SelectField, TextField } from '@/ui/field'
import { specialtyName } from './specialty'

const PAUSE_MS = 250

interface DoctorSearchProps {
  filter: DoctorFilter
  onChange: (filter: DoctorFilter) => void
}

export function DoctorSearch({ filter, onChange }: DoctorSearchProps) {
  const { t } = useTranslation()
  const { data: specialties = [] } = useQuery(specialtiesQuery)
  const inAddress = filter.q ?? ''
  const [typed, setTyped] = useState(inAddress)
  const [followed, setFollowed] = useState(inAddress)
  if (followed !== inAddress) {
    // The address changed by itself (back button, a link): the box follows.
    setFollowed(inAddress)
    if (typed.trim() !== inAddress) setTyped(inAddress)
  }
  const search = useEffectEvent((q: string) => {
    if (q !== inAddress) onChange({ ...filter, q: q === '' ? undefined : q })
  })
  useEffect(() => {
    const timer = setTimeout(() => search(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])

  return (
    <form
      role="search"
      className="grid gap-4 sm:grid-cols-[1fr_16rem]"
      onSubmit={(submit) => {
        submit.preventDefault()
        search(typed.trim())
      }}
    >
      <div className="relative">
        <TextField
          type="search"
          label={t('doctors.search')}
          placeholder={t('doctors.searchPlaceholder')}
          value={typed}
          onChange={(change) => setTyped(change.target.value)}
          autoComplete="off"
          enterKeyHint="search"
          className="pl-10"
        />
        <Search aria-hidden className="pointer-events-none absolute bottom-3 left-3 size-5 text-ink-faint" />
      </div>
      <SelectField
        label={t('doctors.specialty')}
        value={filter.specialty ?? ''}
        onChange={(change) => onChange({ ...filter, specialty: change.target.value || undefined })}
      >
        <option value="">{t('doctors.allSpecialties')}</option>
        {specialties.map((specialty) => (
          <option key={specialty} value={specialty}>
            {specialtyName(specialty)}
          </option>
        ))}
        {filter.specialty && !specialties.includes(filter.specialty) && (
          <option value={filter.specialty}>{specialtyName(filter.specialty)}</option>
        )}
      </SelectField>
    </form>
  )
}
