// One weekday with its windows, and what can be done about them.
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Doctor, WeeklyHours } from '@/api/types'
import { Button, IconButton } from '@/ui/button'
import { useWindowWords, weekdayName } from './window-words'

interface WeekDayProps {
  weekday: number
  windows: WeeklyHours[]
  clinics: Doctor['clinics']
  busy: boolean
  onAdd: () => void
  onChange: (hours: WeeklyHours) => void
  onRemove: (hours: WeeklyHours) => void
}

export function WeekDay({ weekday, windows, clinics, busy, onAdd, onChange, onRemove }: WeekDayProps) {
  const { t } = useTranslation()
  const { windowWords, whatWords, validWords } = useWindowWords()
  return (
    <li
      data-testid="weekday"
      data-weekday={weekday}
      className="grid items-start gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[8rem_minmax(0,1fr)_auto] sm:px-5"
    >
      <h2 className="pt-2 font-semibold">{weekdayName(weekday)}</h2>
      {windows.length === 0 ? (
        <p className="pt-2 text-ink-faint">{t('weekly.none')}</p>
      ) : (
        <ul className="flex flex-col">
          {windows.map((hours) => {
            const clinic = clinics.length > 1 ? clinics.find(({ id }) => id === hours.clinic_id)?.name : undefined
            const more = [clinic, validWords(hours)].filter(Boolean).join(' · ')
            const what = whatWords(hours)
            return (
              <li key={hours.id} data-testid="window" className="animate-arrives flex flex-wrap items-center gap-x-2">
                <p className="min-w-0 flex-1 basis-40">
                  {windowWords(hours)}
                  {more && <span className="block text-small text-ink-soft">{more}</span>}
                </p>
                <IconButton label={t('weekly.changeLabel', { what })} onClick={() => onChange(hours)}>
                  <Pencil aria-hidden className="size-4" />
                </IconButton>
                <IconButton label={t('weekly.removeLabel', { what })} disabled={busy} onClick={() => onRemove(hours)}>
                  <Trash2 aria-hidden className="size-4" />
                </IconButton>
              </li>
            )
          })}
        </ul>
      )}
      <Button kind="quiet" aria-label={t('weekly.addOn', { day: weekdayName(weekday) })} onClick={onAdd}>
        <Plus aria-hidden className="size-4" />
        {t('weekly.add')}
      </Button>
    </li>
  )
}
