// Whether a visit repeats, how often and how many times.
import { useTranslation } from 'react-i18next'
import { FEWEST, MOST } from '@/api/series'
import { RHYTHMS } from '@/api/types'
import { CheckField } from '@/ui/check-field'
import { SelectField, TextField } from '@/ui/field'
import { countOf, rhythmOf } from './repeat'
import type { Repeat } from './repeat'

interface RepeatFieldsProps {
  repeat: Repeat
  onChange: (repeat: Repeat) => void
}

const USUAL_COUNT = '6'

export function RepeatFields({ repeat, onChange }: RepeatFieldsProps) {
  const { t } = useTranslation()
  const { every, count } = repeat
  const bounds = { fewest: FEWEST, most: MOST }
  return (
    <div className="flex flex-col gap-4">
      <CheckField
        label={t('repeat.on')}
        checked={every !== ''}
        onChange={({ target }) => onChange({ every: target.checked ? 'week' : '', count: count || USUAL_COUNT })}
      />
      {every !== '' && (
        <div className="animate-arrives grid gap-4 sm:grid-cols-2 lg:grid-cols-1">
          <SelectField
            label={t('repeat.every')}
            value={every}
            onChange={({ target }) => onChange({ every: rhythmOf(target.value), count })}
          >
            {RHYTHMS.map((rhythm) => (
              <option key={rhythm} value={rhythm}>
                {t(`repeat.rhythms.${rhythm}`)}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t('repeat.count')}
            help={t('repeat.countHelp', bounds)}
            error={countOf(count) === null ? t('repeat.countWrong', bounds) : undefined}
            inputMode="numeric"
            autoComplete="off"
            maxLength={2}
            value={count}
            onChange={({ target }) => onChange({ every, count: target.value })}
          />
        </div>
      )}
    </div>
  )
}
