// Whom to look for: one box for what people say first, and the day of birth that tells two of a name apart.
import { useTranslation } from 'react-i18next'
import { dayIn, isDay, readersZone } from '@/time/days'
import { TextField } from '@/ui/field'
import { SearchField } from '@/ui/search-field'
import type { Wanted } from './wanted'

interface PatientSearchProps {
  wanted: Wanted
  onChange: (wanted: Wanted) => void
}

export function PatientSearch({ wanted, onChange }: PatientSearchProps) {
  const { t } = useTranslation()
  return (
    <form
      role="search"
      className="grid gap-4 sm:grid-cols-[1fr_12rem]"
      onSubmit={(submit) => submit.preventDefault()}
    >
      <SearchField
        label={t('patients.search')}
        placeholder={t('patients.searchPlaceholder')}
        value={wanted.text}
        onSearch={(text) => onChange({ ...wanted, text })}
      />
      <TextField
        // What is typed by halves is not a day yet: the box keeps it until it is one.
        key={wanted.born}
        type="date"
        max={dayIn(new Date(), readersZone())}
        label={t('profile.dateOfBirth')}
        autoComplete="off"
        defaultValue={wanted.born}
        onBlur={(left) => onChange({ ...wanted, born: isDay(left.target.value) ? left.target.value : '' })}
        onKeyDown={(key) => {
          if (key.key === 'Enter') key.currentTarget.blur()
        }}
      />
    </form>
  )
}
