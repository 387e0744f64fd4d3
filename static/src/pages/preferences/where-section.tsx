// Where each channel leads, and whether it does: a test can be sent.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell, BellRing, Mail, MessageSquareText, Send } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { sendTest } from '@/api/notification-preferences'
import { profileQuery } from '@/api/profiles'
import { pushDevicesQuery } from '@/api/push-devices'
import { refuses } from '@/api/refusal'
import { CHANNELS } from '@/api/types'
import type { Channel, Profile } from '@/api/types'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Section } from '@/ui/section'
import { ErrorState, Skeleton, useErrorText } from '@/ui/states'

const ICONS: Record<Channel, LucideIcon> = { in_app: Bell, email: Mail, sms: MessageSquareText, push: BellRing }

export function WhereSection({ userId }: { userId: string }) {
  const { t } = useTranslation()
  const { data: profile, error, refetch } = useQuery(profileQuery(userId))
  return (
    <Section title={t('where.title')} text={t('where.text')}>
      {error && !profile ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !profile ? (
        <Skeleton className="h-60" />
      ) : (
        <ul className="-my-3 divide-y divide-line">
          {CHANNELS.map((channel) => (
            <ChannelRow key={channel} channel={channel}>
              {channel === 'in_app' && t('where.inApp')}
              {channel === 'email' && <Email profile={profile} />}
              {channel === 'sms' && <Phone profile={profile} />}
              {channel === 'push' && <Devices />}
            </ChannelRow>
          ))}
        </ul>
      )}
    </Section>
  )
}

function ChannelRow({ channel, children }: { channel: Channel; children: ReactNode }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const Icon = ICONS[channel]
  const test = useMutation({ mutationFn: () => sendTest(channel) })
  const failed = test.error && (refuses(test.error, 'not_reachable') ? t(`where.notReachable.${channel}`) : errorText(test.error))
  return (
    <li data-testid={`channel-${channel}`} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-semibold">{t(`channels.${channel}`)}</p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-soft">{children}</div>
      </div>
      <Button
        kind="secondary"
        className="max-sm:ml-9"
        aria-label={t('where.testLabel', { channel: t(`channels.${channel}`) })}
        disabled={test.isPending}
        onClick={() => test.mutate()}
      >
        <Send aria-hidden className="size-4" />
        {t(test.isPending ? 'where.testing' : 'where.test')}
      </Button>
      <p role="status" className={`w-full pl-9 text-small empty:hidden ${failed ? 'text-harm-ink' : 'text-ink-soft'}`}>
        {failed || (test.isSuccess && t('where.testSent'))}
      </p>
    </li>
  )
}

const LINK = 'font-semibold text-action-ink underline underline-offset-2'

function Email({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="wrap-anywhere">{profile.email ?? t('contact.none')}</span>
      {profile.email && <Proven proven={profile.email_verified} />}
      <Link to="/account/security" className={LINK}>
        {t('contact.changeEmail')}
      </Link>
    </>
  )
}

function Phone({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  return (
    <>
      <span>{profile.phone ?? t('where.noPhone')}</span>
      {profile.phone && <Proven proven={profile.phone_verified} />}
      <Link to="/account" className={LINK}>
        {t(profile.phone ? 'where.changePhone' : 'where.addPhone')}
      </Link>
    </>
  )
}

function Devices() {
  const { t } = useTranslation()
  const { data: devices } = useQuery(pushDevicesQuery)
  return devices && <span>{t('where.devices', { count: devices.length })}</span>
}

function Proven({ proven }: { proven: boolean }) {
  const { t } = useTranslation()
  return <Badge tone={proven ? 'stands' : 'waiting'}>{t(proven ? 'address.verified' : 'address.unverified')}</Badge>
}
