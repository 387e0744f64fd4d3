// Why a booking was refused, what is free near it, and the way against the rules.
import { useTranslation } from 'react-i18next'
import { isUnknownOutcome } from '@/api/attempt'
import { Instead } from '@/calendar/instead'
import { alternativesOf, isOverridable } from '@/calendar/refused'
import { useReasonText } from '@/calendar/use-reason-text'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { minuteIn, textOfMinute } from '@/time/wall'
import { useTakesFocus } from '@/ui/use-takes-focus'

interface BookingRefusedProps {
  error: unknown
  /** The day that was asked for. */
  day: Day
  zone: string
  busy: boolean
  /** Another time was chosen. */
  onInstead: (time: string, day: Day) => void
  onOverride: (reason: string) => void
}

export function BookingRefused({ error, day, zone, busy, onInstead, onOverride }: BookingRefusedProps) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const heading = useTakesFocus<HTMLHeadingElement>(error)
  return (
    <section role="alert" data-testid="booking-refused" className="animate-arrives flex flex-col gap-3 rounded-base border border-waiting p-4">
      <div>
        <h3 ref={heading} tabIndex={-1} className="font-semibold outline-none">
          {t('desk.booking.refused')}
        </h3>
        <p className="text-ink-soft">{isUnknownOutcome(error) ? t('desk.booking.again') : reasonText(error)}</p>
      </div>
      <Instead
        times={alternativesOf(error)}
        day={day}
        zone={zone}
        disabled={busy}
        onChoose={(startsAt) => onInstead(textOfMinute(minuteIn(startsAt, zone)), dayIn(startsAt, zone))}
        override={isOverridable(error) ? { label: t('desk.booking.override'), busy, onOverride } : null}
      />
    </section>
  )
}
