// How long before a visit somebody is reminded: each time a chip, and another one added below.
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatSpan } from '@/time/format'
import { Button } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import { PREFERENCES_FORM } from './matrix'
import { MOST_REMINDERS, reminderOf, UNITS } from './reminder-times'
import type { ReminderFault, Unit } from './reminder-times'
import { remindersOf, writtenReminders } from './values'

interface RemindersFieldProps {
  /** As the form holds them. */
  value: string
  error?: string
  onChange: (value: string) => void
}

export function RemindersField({ value, error, onChange }: RemindersFieldProps) {
  const { t } = useTranslation()
  const minutes = remindersOf(value)
  const [typed, setTyped] = useState('')
  const [unit, setUnit] = useState<Unit>('hours')
  const [fault, setFault] = useState<ReminderFault | null>(null)
  const add = () => {
    const reminder = reminderOf(typed, unit, minutes)
    if (typeof reminder === 'string') return setFault(reminder)
    setFault(null)
    setTyped('')
    onChange(writtenReminders([...minutes, reminder]))
  }
  return (
    <div className="flex flex-col gap-5">
      {minutes.length === 0 ? (
        <p className="text-ink-soft">{t('reminders.none')}</p>
      ) : (
        <ul aria-label={t('reminders.title')} className="flex flex-wrap gap-2">
          {minutes.map((each) => (
            <li
              key={each}
              data-testid="reminder"
              data-minutes={each}
              className="animate-arrives inline-flex min-h-11 items-center rounded-full border border-action-line bg-action-wash pl-4 font-medium text-action-ink"
            >
              {t('reminders.before', { span: formatSpan(each) })}
              <button
                type="button"
                aria-label={t('reminders.remove', { span: formatSpan(each) })}
                onClick={() => onChange(writtenReminders(minutes.filter((other) => other !== each)))}
                className="inline-flex size-11 items-center justify-center rounded-full hover:bg-surface"
              >
                <X aria-hidden className="size-4" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {minutes.length >= MOST_REMINDERS ? (
        <p className="text-small text-ink-faint">{t('reminders.most', { count: MOST_REMINDERS })}</p>
      ) : (
        <div className="grid items-start gap-3 sm:grid-cols-[8rem_10rem_auto] sm:justify-start">
          <TextField
            id={fieldId(PREFERENCES_FORM, 'reminders')}
            inputMode="numeric"
            autoComplete="off"
            label={t('reminders.add')}
            error={fault ? t(`reminders.faults.${fault}`) : error}
            value={typed}
            onChange={(change) => setTyped(change.target.value)}
            onKeyDown={(press) => {
              if (press.key !== 'Enter') return
              // It adds the time, and does not send the form.
              press.preventDefault()
              add()
            }}
          />
          <SelectField label={t('reminders.unit')} value={unit} onChange={(change) => setUnit(change.target.value as Unit)}>
            {(Object.keys(UNITS) as Unit[]).map((each) => (
              <option key={each} value={each}>
                {t(`reminders.units.${each}`)}
              </option>
            ))}
          </SelectField>
          <Button kind="secondary" className="sm:mt-6.5" data-testid="add-reminder" onClick={add}>
            <Plus aria-hidden className="size-4" />
            {t('reminders.addIt')}
          </Button>
        </div>
      )}
    </div>
  )
}
