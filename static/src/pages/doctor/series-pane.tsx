// What is said once a series is booked: which visits, and which not.
import { Link } from '@tanstack/react-router'
import { CheckCircle2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Series } from '@/api/types'
import { whenOf } from '@/time/when-of'
import { Button, buttonLook } from '@/ui/button'
import { ClashList } from './clash-list'
import { outcomeOf } from './repeat'

interface SeriesPaneProps {
  series: Series
  doctorName: string
  zone: string
  onAnother: () => void
}

export function SeriesPane({ series, doctorName, zone, onAnother }: SeriesPaneProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const { booked, clashes, confirmed } = outcomeOf(series)
  return (
    <div data-testid="booked-series" className="animate-arrives flex flex-col gap-4">
      <CheckCircle2 aria-hidden className="size-10 text-action" />
      <div>
        <h2 ref={heading} tabIndex={-1} className="text-title font-bold tracking-tight outline-none">
          {t('repeat.bookedTitle', { count: booked.length })}
        </h2>
        <p className="text-ink-soft">{t('confirm.with', { doctor: doctorName })}</p>
      </div>
      <ul aria-label={t('repeat.bookedList')} className="flex flex-col gap-1 font-semibold">
        {booked.map(({ id, starts_at }) => (
          <li key={id} data-testid="booked-visit">
            {whenOf(starts_at, zone)}
          </li>
        ))}
      </ul>
      {clashes.length > 0 && (
        <div className="text-small text-ink-soft">
          <h3 className="mb-1 font-semibold">{t('repeat.clashList')}</h3>
          <ClashList clashes={clashes} zone={zone} />
        </div>
      )}
      <p className="text-ink-soft">
        {confirmed ? t('repeat.bookedConfirmed') : t('repeat.bookedPending', { doctor: doctorName })}
      </p>
      <div className="flex flex-col gap-2">
        <Link to="/appointments" search={{ appointment: booked[0]?.id }} className={buttonLook('primary')}>
          {t('booked.toAppointments')}
        </Link>
        <Button kind="quiet" onClick={onAnother}>
          {t('booked.another')}
        </Button>
      </div>
    </div>
  )
}
