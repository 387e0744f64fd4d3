// Which days, and which part of the day, somebody waits for.
import type { UseFormRegisterReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { PARTS_OF_DAY } from '@/time/days'
import type { Day } from '@/time/days'
import { SelectField, TextField } from '@/ui/field'
import { OWN_HOURS } from './entry-values'
import type { WhenField } from './entry-values'

interface WhenFieldsProps {
  today: Day
  field: (name: WhenField) => UseFormRegisterReturn & { id: string; error?: string }
  /** Hours that are no part of the day: they may stay. */
  ownHours?: string
}

export function WhenFields({ today, field, ownHours }: WhenFieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField type="date" data-first-focus min={today} label={t('waitlist.from')} {...field('from')} />
        <TextField type="date" min={today} label={t('waitlist.to')} {...field('to')} />
      </div>
      <SelectField label={t('waitlist.part')} help={t('waitlist.partHelp')} {...field('part')}>
        <option value="">{t('waitlist.anyTime')}</option>
        {PARTS_OF_DAY.map((part) => (
          <option key={part} value={part}>
            {t(`waitlist.parts.${part}`)}
          </option>
        ))}
        {ownHours !== undefined && <option value={OWN_HOURS}>{ownHours}</option>}
      </SelectField>
    </>
  )
}
