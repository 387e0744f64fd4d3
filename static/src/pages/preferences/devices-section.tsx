// The browsers that are told even while no page is open: this one, turned on by its reader, and the others.
import { MonitorSmartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PushDevice } from '@/api/types'
import { NotAllowed } from '@/push/subscription'
import { dayIn, readersZone } from '@/time/days'
import { formatAgo, formatDay } from '@/time/format'
import { useNow } from '@/time/use-now'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { ErrorState, Skeleton, useErrorText } from '@/ui/states'
import { usePushHere } from './use-push-here'

const MINUTE_MS = 60_000

export function DevicesSection({ userId }: { userId: string }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const wording = t('devices.wording')
  const { devices, here, current, turnOn, remove } = usePushHere(userId, wording)
  const now = useNow(MINUTE_MS)
  const { data, error, refetch } = devices
  if (error && !data) {
    return (
      <Section title={t('devices.title')} text={t('devices.text')}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Section>
    )
  }
  const denied = here?.permission === 'denied'
  const unanswered = turnOn.error instanceof NotAllowed
  const failed = remove.error ?? (unanswered ? null : turnOn.error)
  return (
    <Section title={t('devices.title')} text={t('devices.text')}>
      {!data || here === undefined ? (
        <Skeleton className="h-24" />
      ) : (
        <div className="flex flex-col items-start gap-4">
          {failed && (
            <Notice tone="harm" urgent>
              {failed instanceof DOMException ? t('devices.failed') : errorText(failed)}
            </Notice>
          )}
          {here === null ? (
            <p className="text-ink-soft">{t('devices.unsupported')}</p>
          ) : denied ? (
            <Notice tone="waiting" title={t('devices.deniedTitle')}>
              {t('devices.denied')}
            </Notice>
          ) : (
            !current && (
              <>
                <p className="text-small text-ink-soft">{wording}</p>
                {unanswered && <Notice tone="waiting">{t('devices.unanswered')}</Notice>}
                <Button kind="secondary" data-testid="push-on" disabled={turnOn.isPending} onClick={() => turnOn.mutate()}>
                  {t(turnOn.isPending ? 'devices.turningOn' : 'devices.turnOn')}
                </Button>
              </>
            )
          )}
          {current && turnOn.data && <Notice tone="calm">{t('devices.first')}</Notice>}
          {data.length > 0 && (
            <ul className="w-full divide-y divide-line">
              {data.map((device) => (
                <DeviceRow
                  key={device.id}
                  device={device}
                  current={device.id === current?.id}
                  now={now}
                  removing={remove.isPending && remove.variables.id === device.id}
                  onRemove={() => remove.mutate(device)}
                />
              ))}
            </ul>
          )}
        </div>
      )}
    </Section>
  )
}

interface DeviceRowProps {
  device: PushDevice
  current: boolean
  now: Date
  removing: boolean
  onRemove: () => void
}

function DeviceRow({ device, current, now, removing, onRemove }: DeviceRowProps) {
  const { t } = useTranslation()
  const label = device.label || t('sessions.browser')
  return (
    <li data-testid="device" data-current={current} className="animate-arrives flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{label}</span>
          {current && <Badge tone="stands">{t('devices.current')}</Badge>}
        </p>
        <p className="text-small text-ink-soft">
          {device.last_used_at ? t('devices.used', { ago: formatAgo(device.last_used_at, now) }) : t('devices.neverUsed')}
        </p>
        <p className="text-small text-ink-faint">
          {t('devices.since', { day: formatDay(dayIn(device.created_at, readersZone()), 'long'), host: device.endpoint_host })}
        </p>
      </div>
      <Button
        kind="secondary"
        className="max-sm:ml-9"
        aria-label={t('devices.removeLabel', { device: label })}
        disabled={removing}
        onClick={onRemove}
      >
        {t('devices.remove')}
      </Button>
    </li>
  )
}
