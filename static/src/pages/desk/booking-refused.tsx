// Why a booking was refused, what is free near it, and the way against the rules.
import { useTranslation } from 'react-i18next'
import { isUnknownOutcome } from '@/api/attempt'
import { OverrideForm } from '@/calendar/override-form'
import { alternativesOf, isOverridable } from '@/calendar/refused'
import { useReasonText } from '@/calendar/use-reason-text'
import { shortWhenOf } from '@/calendar/when-of'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { minuteIn, textOfMinute } from '@/time/wall'
import { Button } from '@/ui/button'
import { useTakesFocus } from '@/ui/use-takes-focus'

interface BookingRefusedProps {
  error: unknown
  zone: string
  busy: boolean
  /** Another time was chosen. */
  onInstead: (time: string, day: Day) => void
  onOverride: (reason: string) => void
}

export function BookingRefused({ error, zone, busy, onInstead, onOverride }: BookingRefusedProps) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const heading = useTakesFocus<HTMLHeadingElement>(error)
  const near = alternativesOf(error)
  return (
    <section role="alert" data-testid="booking-refused" className="animate-arrives flex flex-col gap-3 rounded-base border border-waiting p-4">
      <div>
        <h3 ref={heading} tabIndex={-1} className="font-semibold outline-none">
          {t('desk.booking.refused')}
        </h3>
        <p className="text-ink-soft">{isUnknownOutcome(error) ? t('desk.booking.again') : reasonText(error)}</p>
      </div>
      {near.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <p className="text-small font-semibold">{t('move.alternatives')}</p>
          {near.map(({ starts_at }) => (
            <Button
              key={starts_at}
              kind="secondary"
              data-testid="alternative"
              onClick={() => onInstead(textOfMinute(minuteIn(starts_at, zone)), dayIn(starts_at, zone))}
            >
              {shortWhenOf(starts_at, zone)}
            </Button>
          ))}
        </div>
      )}
      {isOverridable(error) && <OverrideForm label={t('desk.booking.override')} busy={busy} onOverride={onOverride} />}
    </section>
  )
}
