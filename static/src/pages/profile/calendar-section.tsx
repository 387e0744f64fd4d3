// The private address from which one's own calendar reads one's visits: made, replaced, stopped.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { calendarFeedQuery, makeCalendarFeed, stopCalendarFeed } from '@/api/calendar-feed'
import type { CalendarFeed } from '@/api/types'
import { formatAgo } from '@/time/format'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { ErrorState, Skeleton, useErrorText } from '@/ui/states'
import { useTakesFocus } from '@/ui/use-takes-focus'
import { FeedQuestion } from './feed-question'

export function CalendarSection({ role }: { role: 'patient' | 'doctor' }) {
  const { t } = useTranslation()
  const { data: feed, error, refetch } = useQuery(calendarFeedQuery)
  return (
    <Section title={t('calendarFeed.title')} text={t('calendarFeed.text')}>
      {error && !feed ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !feed ? (
        <Skeleton className="h-24" />
      ) : (
        <Feed feed={feed} role={role} />
      )}
    </Section>
  )
}

function Feed({ feed, role }: { feed: CalendarFeed; role: 'patient' | 'doctor' }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [asking, setAsking] = useState<'replace' | 'stop' | null>(null)
  const settle = () => {
    setAsking(null)
    return queries.invalidateQueries({ queryKey: calendarFeedQuery.queryKey })
  }
  const make = useMutation({ mutationFn: makeCalendarFeed, onSettled: settle })
  const stop = useMutation({ mutationFn: stopCalendarFeed, onSuccess: () => make.reset(), onSettled: settle })
  const error = make.error ?? stop.error
  const busy = make.isPending || stop.isPending
  return (
    <div className="flex flex-col items-start gap-4">
      {make.data ? (
        <MadeAddress url={make.data.url} />
      ) : (
        <div data-testid="calendar-feed" data-active={feed.active}>
          <p className="font-medium">{t(feed.active ? 'calendarFeed.active' : 'calendarFeed.none')}</p>
          {feed.active && (
            <p className="text-small text-ink-soft">
              {feed.created_at && t('calendarFeed.made', { ago: formatAgo(feed.created_at, new Date()) })}{' '}
              {feed.last_read_at
                ? t('calendarFeed.read', { ago: formatAgo(feed.last_read_at, new Date()) })
                : t('calendarFeed.neverRead')}
            </p>
          )}
        </div>
      )}
      <Notice tone="waiting" title={t('calendarFeed.whoTitle')}>
        {t(`calendarFeed.who.${role}`)}
      </Notice>
      {error && (
        <Notice tone="harm" urgent>
          {errorText(error)}
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        {make.data && <CopyButton text={make.data.url} label={t('calendarFeed.copy')} />}
        {feed.active || make.data ? (
          <>
            <Button kind="secondary" disabled={busy} onClick={() => setAsking('replace')}>
              {t('calendarFeed.replace')}
            </Button>
            <Button kind="secondary" disabled={busy} onClick={() => setAsking('stop')}>
              {t('calendarFeed.stop')}
            </Button>
          </>
        ) : (
          <Button kind="secondary" disabled={busy} onClick={() => make.mutate()}>
            {make.isPending ? t('calendarFeed.making') : t('calendarFeed.make')}
          </Button>
        )}
      </div>
      <p role="status" className="text-small text-ink-soft empty:hidden">
        {stop.isSuccess && !feed.active && !make.data && t('calendarFeed.stopped')}
      </p>
      <FeedQuestion
        about={asking}
        busy={busy}
        onYes={() => (asking === 'stop' ? stop.mutate() : make.mutate())}
        onNo={() => setAsking(null)}
      />
    </div>
  )
}

function MadeAddress({ url }: { url: string }) {
  const { t } = useTranslation()
  const heading = useTakesFocus<HTMLHeadingElement>(url)
  return (
    <div className="animate-arrives flex w-full flex-col gap-2">
      <h3 ref={heading} tabIndex={-1} className="font-semibold outline-none">
        {t('calendarFeed.onceTitle')}
      </h3>
      <p className="text-small text-ink-soft">{t('calendarFeed.once')}</p>
      <code
        data-testid="calendar-address"
        className="block rounded-base bg-sunken p-4 text-small wrap-anywhere select-all"
      >
        {url}
      </code>
    </div>
  )
}
