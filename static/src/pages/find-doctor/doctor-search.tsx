// The search box and the specialty filter.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { specialtiesQuery } from '@/api/doctors'
import type { DoctorFilter } from '@/api/doctors'
import { SelectField } from '@/ui/field'
import { SearchField } from '@/ui/search-field'
import { specialtyName } from './specialty'

interface DoctorSearchProps {
  filter: DoctorFilter
  onChange: (filter: DoctorFilter) => void
}

export function DoctorSearch({ filter, onChange }: DoctorSearchProps) {
  const { t } = useTranslation()
  const { data: specialties = [] } = useQuery(specialtiesQuery)
  return (
    <form role="search" className="grid gap-4 sm:grid-cols-[1fr_16rem]" onSubmit={(submit) => submit.preventDefault()}>
      <SearchField
        label={t('doctors.search')}
        placeholder={t('doctors.searchPlaceholder')}
        value={filter.q ?? ''}
        onSearch={(q) => onChange({ ...filter, q: q === '' ? undefined : q })}
      />
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
