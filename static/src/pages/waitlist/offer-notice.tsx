// Wherever the reader is: a time they waited for is free, and where to take it.
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { serverClock } from '@/api/server-clock'
import { waitlistQuery } from '@/api/waitlist'
import { readersZone } from '@/time/days'
import { formatTime } from '@/time/format'
import { useNow } from '@/time/use-now'
import { whenOf } from '@/time/when-of'
import { buttonLook } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { openOffers } from './offers'

const LOOKS_AGAIN_MS = 5_000

export function OfferNotice() {
  const { t } = useTranslation()
  const { data: entries = [] } = useQuery(waitlistQuery)
  const page = useLocation({ select: ({ pathname }) => pathname })
  const now = useNow(LOOKS_AGAIN_MS)
  const [offer] = openOffers(entries, serverClock.now(now.getTime()))
  // The cards themselves are there.
  if (offer === undefined || page === '/appointments') return null
  const zone = readersZone()
  const when = whenOf(offer.starts_at, zone)
  return (
    <div data-testid="offer-notice" className="mb-4">
      <Notice tone="calm" title={t('offers.title.open')}>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <p>
            {t('offers.notice', {
              when,
              doctor: t('doctors.called', { name: offer.doctor_name }),
              until: formatTime(offer.expires_at, zone),
            })}
          </p>
          <Link to="/appointments" search={{ offer: offer.id }} className={buttonLook('secondary')}>
            {t('offers.look')}
          </Link>
        </div>
      </Notice>
    </div>
  )
}
