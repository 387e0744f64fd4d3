// A time that became free for somebody who waited: theirs to take until it goes on to the next person.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellRing, CheckCircle2, Timer } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentsKey } from '@/api/appointments'
import { isRefusal } from '@/api/refusal'
import { acceptOffer, declineOffer, waitlistKey } from '@/api/waitlist'
import type { Offer } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { clockText } from '@/time/countdown'
import { clocksDiffer, dayIn } from '@/time/days'
import { formatDay, formatTime, zoneCity } from '@/time/format'
import { useSecondsLeft } from '@/time/use-seconds-left'
import { Button, buttonLook } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'

interface OfferCardProps {
  offer: Offer
  /** For whom, where that is not the reader. */
  patientName: string | null
  zone: string
  /** The one that a notification led to. */
  highlighted: boolean
}

const LAST_S = 60

export function OfferCard({ offer, patientName, zone, highlighted }: OfferCardProps) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const left = useSecondsLeft(offer.expires_at)
  const settle = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: waitlistKey }),
      queries.invalidateQueries({ queryKey: appointmentsKey }),
    ])
  const accept = useMutation({ mutationFn: () => acceptOffer(offer.id), onSettled: settle })
  const decline = useMutation({ mutationFn: () => declineOffer(offer.id), onSettled: settle })
  const error = accept.error ?? decline.error
  const state = stateOf(offer, left, accept.isSuccess, decline.isSuccess, error)
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (highlighted) card.current?.scrollIntoView({ block: 'center' })
  }, [highlighted])
  const day = dayIn(offer.starts_at, zone)
  const open = state === 'open'
  return (
    <article
      ref={card}
      data-testid="offer"
      data-id={offer.id}
      data-state={state}
      data-starts-at={offer.starts_at}
      aria-label={t(`offers.title.${state}`)}
      className={classNames(
        'animate-arrives flex flex-wrap items-center gap-x-6 gap-y-4 rounded-base border bg-surface p-5 sm:px-6',
        open || state === 'accepted' ? 'border-action shadow-raised' : 'border-line',
      )}
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex items-center gap-2 font-semibold text-action-ink">
          {state === 'accepted' ? (
            <CheckCircle2 aria-hidden className="size-5" />
          ) : (
            <BellRing aria-hidden className="size-5" />
          )}
          {t(`offers.title.${state}`)}
        </p>
        <p className={classNames('mt-1 text-large font-semibold', !open && state !== 'accepted' && 'text-ink-faint line-through')}>
          {formatDay(day, 'long')}, {formatTime(offer.starts_at, zone)}
        </p>
        <p>
          {patientName && `${patientName} · `}
          {t('doctors.called', { name: offer.doctor_name })}
          <span className="text-ink-soft"> · {typeName(i18n, offer.appointment_type)}</span>
        </p>
        {clocksDiffer(offer.starts_at, zone, offer.time_zone) && (
          <p className="text-small text-ink-soft">
            {t('appointments.clinicTime', {
              time: formatTime(offer.starts_at, offer.time_zone),
              city: zoneCity(offer.time_zone),
            })}
          </p>
        )}
        {!open && <p className="mt-1 text-small text-ink-soft">{t(`offers.text.${state}`)}</p>}
      </div>
      {open && (
        <div className="flex flex-col gap-2 max-sm:w-full sm:items-end">
          <p className="flex items-center gap-2 text-small">
            <Timer aria-hidden className={classNames('size-4', left <= LAST_S ? 'text-waiting' : 'text-action')} />
            <span role="timer" className={left <= LAST_S ? 'font-semibold text-waiting-ink' : 'text-ink-soft'}>
              {t('hold.keptFor', { left: clockText(left) })}
            </span>
          </p>
          <div className="flex gap-2 max-sm:flex-col-reverse">
            <Button
              kind="secondary"
              data-testid="decline"
              disabled={accept.isPending || decline.isPending}
              onClick={() => decline.mutate()}
            >
              {t('offers.decline')}
            </Button>
            <Button
              data-testid="accept"
              disabled={accept.isPending || decline.isPending}
              onClick={() => accept.mutate()}
            >
              {accept.isPending ? t('confirm.booking') : t('offers.accept')}
            </Button>
          </div>
          <p className="text-small text-ink-faint">{t('offers.otherwise')}</p>
        </div>
      )}
      {accept.data && (
        <Link to="/appointments" search={{ appointment: accept.data.id }} className={buttonLook('secondary')}>
          {t('offers.toVisit')}
        </Link>
      )}
      {open && error && (
        <div className="w-full">
          <Notice tone="waiting" title={t('confirm.failedTitle')} urgent>
            {isRefusal(error, 'patient_busy') ? t('confirm.patientBusy') : errorText(error)}
          </Notice>
        </div>
      )}
    </article>
  )
}

function stateOf(
  offer: Offer,
  left: number,
  accepted: boolean,
  declined: boolean,
  error: unknown,
): Offer['state'] {
  if (accepted) return 'accepted'
  if (declined) return 'declined'
  // What the list tells is more than one refusal does: it may have been taken from another tab.
  if (offer.state !== 'open') return offer.state
  return left === 0 || isRefusal(error, 'offer_expired') ? 'expired' : 'open'
}
