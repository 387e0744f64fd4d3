// What is about to be booked: when, where, which kind.
import { CalendarDays, Clock, MapPin, Stethoscope, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AppointmentType } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { clocksDiffer, dayIn } from '@/time/days'
import { formatDay, formatMoney, formatTime, zoneCity } from '@/time/format'

interface VisitSummaryProps {
  startsAt: string
  /** How long it takes; null while that is not known. */
  minutes: number | null
  /** The clinic, where it is known. */
  place: string | null
  zone: string
  clinicZone: string
  /** Said where there is a choice. */
  kind: AppointmentType | null
  /** How many may still come to a time for several; null for the others. */
  placesLeft: number | null
  /** It cannot be had as it is. */
  lost: boolean
}

const LINE = 'flex items-center gap-2.5'
const ICON = 'size-5 shrink-0 text-action'

export function VisitSummary(props: VisitSummaryProps) {
  const { t, i18n } = useTranslation()
  const { startsAt, zone, clinicZone, kind } = props
  return (
    <div className="flex flex-col gap-2">
      <p className={`${LINE} font-semibold`}>
        <CalendarDays aria-hidden className={ICON} />
        {formatDay(dayIn(startsAt, zone), 'full')}
      </p>
      <p className={props.lost ? `${LINE} text-ink-faint line-through` : LINE}>
        <Clock aria-hidden className={ICON} />
        <span>
          <span className="font-semibold">{formatTime(startsAt, zone)}</span>
          {props.minutes !== null && (
            <span className="text-ink-soft"> · {t('confirm.minutes', { count: props.minutes })}</span>
          )}
          {clocksDiffer(startsAt, zone, clinicZone) && (
            <span className="block text-small text-ink-soft">
              {t('confirm.clinicTime', { time: formatTime(startsAt, clinicZone), city: zoneCity(clinicZone) })}
            </span>
          )}
        </span>
      </p>
      {kind && (
        <p className={`${LINE} text-ink-soft`}>
          <Stethoscope aria-hidden className={ICON} />
          {typeName(i18n, kind.code)}
          {kind.price && kind.currency && ` · ${formatMoney(kind.price, kind.currency)}`}
        </p>
      )}
      {props.place && (
        <p className={`${LINE} text-ink-soft`}>
          <MapPin aria-hidden className={ICON} />
          {props.place}
        </p>
      )}
      {props.placesLeft !== null && (
        <p data-testid="places-left" className={`${LINE} text-ink-soft`}>
          <UsersRound aria-hidden className={ICON} />
          {t('visitKinds.placesLeft', { count: props.placesLeft })}
        </p>
      )}
    </div>
  )
}
