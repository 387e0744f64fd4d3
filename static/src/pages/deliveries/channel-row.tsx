// One channel in figures; its dead letters lead to the list of them.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelFigures } from '@/api/types'
import { formatCount, formatDuration } from '@/time/format'
import { Badge } from '@/ui/badge'
import { classNames } from '@/ui/class-names'
import { BREAKER_TONES, CHANNEL_ICONS } from './looks'

export function ChannelRow({ figures }: { figures: ChannelFigures }) {
  const { t } = useTranslation()
  const { channel, breaker, queued, due, dead } = figures
  const Icon = CHANNEL_ICONS[channel]
  const name = t(`deliveries.channels.${channel}`)
  return (
    <tr data-testid="channel" data-channel={channel} data-breaker={breaker} className="align-top">
      <th scope="row" className="min-w-52 px-4 py-3 text-left font-normal">
        <span className="flex items-center gap-2">
          <Icon aria-hidden className="size-4 shrink-0 text-ink-soft" />
          <span className="font-semibold">{name}</span>
          <Badge tone={BREAKER_TONES[breaker]}>{t(`deliveries.breakers.${breaker}`)}</Badge>
        </span>
        <span className={classNames('mt-1 block', breaker === 'open' ? 'text-harm-ink' : 'text-ink-faint')}>
          {t(`deliveries.breakerTexts.${breaker}`)}
        </span>
      </th>
      <Figure value={formatCount(queued)}>
        {due > 0 && (
          <span className="block whitespace-nowrap text-ink-faint">
            {t('deliveries.figures.due', { count: due, due: formatCount(due) })}
          </span>
        )}
      </Figure>
      <Figure value={formatCount(figures.in_flight)} />
      <Figure value={durationOf(figures.oldest_due_s, 1000)} />
      <Figure value={formatCount(figures.sent)} />
      <Figure value={formatCount(figures.retried)} />
      <Figure value={formatCount(figures.suppressed)} />
      {dead === 0 ? (
        <Figure value={formatCount(0)} />
      ) : (
        <td className="px-2 py-3 text-right font-semibold">
          <Link
            to="/admin/deliveries"
            search={{ state: 'dead', channel }}
            resetScroll={false}
            aria-label={t('deliveries.figures.seeDead', { count: dead, dead: formatCount(dead), channel: name })}
            className="text-harm-ink underline underline-offset-2"
          >
            {formatCount(dead)}
          </Link>
        </td>
      )}
      <Figure value={durationOf(figures.latency_p50_ms)} />
      <Figure value={durationOf(figures.latency_p99_ms)} />
    </tr>
  )
}

/** Null where there is nothing to tell. */
function durationOf(value: number | null | undefined, ms = 1): string | null {
  return value === null || value === undefined ? null : formatDuration(value * ms)
}

function Figure({ value, children }: { value: string | null; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <td className="px-2 py-3 text-right last:pr-4">
      {value === null ? (
        <span className="text-ink-faint">{t('deliveries.figures.none')}</span>
      ) : (
        <span key={value} className="animate-ticks inline-block font-semibold">
          {value}
        </span>
      )}
      {children}
    </td>
  )
}
