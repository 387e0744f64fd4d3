// A time that nobody offers, written by day and hour: for the doctor's side.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isDay } from '@/time/days'
import type { Day } from '@/time/days'
import { zoneCity } from '@/time/format'
import { instantOfText, minuteOfText } from '@/time/wall'
import { TextField } from '@/ui/field'

export interface WrittenTime {
  day: Day
  /** `09:00`. */
  time: string
}

interface TypedTimeProps {
  /** What to begin with; rendered anew (`key`) where another time was chosen. */
  begin: WrittenTime
  zone: string
  /** Says what is wrong, once somebody asked for it. */
  asked: boolean
  /** The instant; null for what is none. */
  onWrite: (startsAt: string | null, day: Day) => void
}

export function TypedTime({ begin, zone, asked, onWrite }: TypedTimeProps) {
  const { t } = useTranslation()
  const [written, setWritten] = useState(begin)
  const instant = instantOfText(written.day, written.time, zone)
  const isTime = minuteOfText(written.time) !== null && isDay(written.day)
  const fault = !isTime ? t('move.noTime') : instant === null ? t('move.noSuchTime') : undefined
  const write = (next: WrittenTime) => {
    setWritten(next)
    onWrite(instantOfText(next.day, next.time, zone), next.day)
  }
  return (
    <fieldset>
      <legend className="mb-2 text-small text-ink-soft">{t('move.anyTime')}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          type="date"
          label={t('move.date')}
          value={written.day}
          onChange={(change) => write({ ...written, day: change.target.value })}
        />
        <TextField
          type="time"
          label={t('move.time')}
          help={t('move.zone', { zone: zoneCity(zone) })}
          value={written.time}
          error={asked ? fault : undefined}
          onChange={(change) => write({ ...written, time: change.target.value })}
        />
      </div>
    </fieldset>
  )
}
