// Another time for a visit, by day and time: typed, or one of the free ones of that day.
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { slotsQuery } from '@/api/doctors'
import type { Appointment } from '@/api/types'
import { dayIn, isDay } from '@/time/days'
import { formatTime, zoneCity } from '@/time/format'
import { instantsAt, minuteIn, minuteOfText, textOfMinute } from '@/time/wall'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { Skeleton } from '@/ui/states'
import { whenOf } from './when-of'

interface MoveDialogProps {
  /** Null closes it. */
  visit: Appointment | null
  zone: string
  onMove: (visit: Appointment, startsAt: string) => void
  onClose: () => void
}

export function MoveDialog({ visit, ...rest }: MoveDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={visit !== null} title={t('move.title')} onClose={rest.onClose}>
      {visit && <MoveForm key={visit.id} visit={visit} {...rest} />}
    </Dialog>
  )
}

function MoveForm({ visit, zone, onMove, onClose }: MoveDialogProps & { visit: Appointment }) {
  const { t } = useTranslation()
  const timeId = useId()
  const [day, setDay] = useState(dayIn(visit.starts_at, zone))
  const [time, setTime] = useState(textOfMinute(minuteIn(visit.starts_at, zone)))
  const [asked, setAsked] = useState(false)
  const minute = minuteOfText(time)
  const [instant] = minute === null || !isDay(day) ? [] : instantsAt(day, minute, zone)
  const fault = minute === null || !isDay(day) ? t('move.noTime') : instant === undefined ? t('move.noSuchTime') : undefined
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(submit) => {
        submit.preventDefault()
        setAsked(true)
        if (instant === undefined) return document.getElementById(timeId)?.focus()
        onMove(visit, instant)
      }}
    >
      <p>
        <span className="block font-semibold">{visit.patient_name ?? t('today.aPatient')}</span>
        <span className="text-ink-soft">{t('move.now', { when: whenOf(visit.starts_at, zone) })}</span>
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          type="date"
          data-first-focus
          label={t('move.date')}
          value={day}
          onChange={(change) => setDay(change.target.value)}
        />
        <TextField
          id={timeId}
          type="time"
          label={t('move.time')}
          help={t('move.zone', { zone: zoneCity(zone) })}
          value={time}
          error={asked ? fault : undefined}
          onChange={(change) => setTime(change.target.value)}
        />
      </div>
      {isDay(day) && <FreeTimes visit={visit} day={day} zone={zone} chosen={instant} onChoose={setTime} />}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" data-testid="move-submit">
          {t('move.submit')}
        </Button>
      </div>
    </form>
  )
}

interface FreeTimesProps {
  visit: Appointment
  day: string
  zone: string
  chosen: string | undefined
  onChoose: (time: string) => void
}

function FreeTimes({ visit, day, zone, chosen, onChoose }: FreeTimesProps) {
  const { t } = useTranslation()
  const range = { doctorId: visit.doctor_id, from: day, to: day, appointmentType: visit.appointment_type }
  const { data, isPending } = useQuery(slotsQuery(range))
  if (isPending) return <Skeleton className="h-11" />
  const slots = data?.slots ?? []
  if (slots.length === 0) return <p className="text-small text-ink-soft">{t('move.noneFree')}</p>
  return (
    <fieldset>
      <legend className="mb-1.5 text-small font-semibold">{t('move.free')}</legend>
      <div className="flex max-h-36 flex-wrap gap-2 overflow-y-auto p-0.5">
        {slots.map(({ starts_at }) => (
          <button
            key={starts_at}
            type="button"
            aria-pressed={chosen !== undefined && Date.parse(chosen) === Date.parse(starts_at)}
            onClick={() => onChoose(textOfMinute(minuteIn(starts_at, zone)))}
            className="min-h-11 rounded-base border border-line px-3 hover:border-action aria-pressed:border-action aria-pressed:bg-action-wash aria-pressed:font-semibold"
          >
            {formatTime(starts_at, zone)}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
