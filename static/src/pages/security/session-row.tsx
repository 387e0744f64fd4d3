// One device that is signed in.
import { MonitorSmartphone, Terminal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SignInSession } from '@/api/types'
import { dayIn, readersZone } from '@/time/days'
import { formatAgo, formatDay } from '@/time/format'
import { useNow } from '@/time/use-now'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'

const NOW_EVERY_MS = 60_000

interface SessionRowProps {
  session: SignInSession
  ending: boolean
  onEnd: () => void
}

export function SessionRow({ session, ending, onEnd }: SessionRowProps) {
  const { t } = useTranslation()
  const now = useNow(NOW_EVERY_MS)
  const Icon = session.kind === 'browser' ? MonitorSmartphone : Terminal
  const device = session.device === '' ? t(`sessions.${session.kind}`) : session.device
  return (
    <li data-testid="session" data-current={session.current} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{device}</span>
          {session.current && <Badge tone="stands">{t('sessions.current')}</Badge>}
          {session.trusted && <Badge tone="over">{t('sessions.trusted')}</Badge>}
        </p>
        <p className="text-small text-ink-soft">
          {t('sessions.used', { ago: formatAgo(session.last_used_at, now) })}
          {session.place && ` · ${session.place}`}
        </p>
        <p className="text-small text-ink-faint">
          {t('sessions.since', { day: formatDay(dayIn(session.created_at, readersZone()), 'long') })}
        </p>
      </div>
      {!session.current && (
        <Button
          kind="secondary"
          className="max-sm:ml-9"
          aria-label={t('sessions.endLabel', { device })}
          disabled={ending}
          onClick={onEnd}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}
