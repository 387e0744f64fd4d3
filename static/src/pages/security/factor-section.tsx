// The second factor: off, being set up, its recovery codes to be kept, or on.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { enrolmentQuery, meQuery } from '@/api/accounts'
import { enrolFactor } from '@/api/second-factor'
import type { User } from '@/api/types'
import { realtime } from '@/live/realtime'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { useErrorText } from '@/ui/states'
import { EnrolForm } from './enrol-form'
import { FactorOn } from './factor-on'
import { RecoveryCodesPanel } from './recovery-codes-panel'

export function FactorSection({ user }: { user: User }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [codes, setCodes] = useState<string[] | null>(null)
  const enrol = useMutation({ mutationFn: enrolFactor })
  const nowIs = (mfaEnabled: boolean) => {
    const changed: User = { ...user, mfa_enabled: mfaEnabled }
    queries.setQueryData(meQuery.queryKey, changed)
  }
  const activated = (recoveryCodes: string[]) => {
    setCodes(recoveryCodes)
    enrol.reset()
    const wasAllThatIsOpen = queries.getQueryData(enrolmentQuery.queryKey)
    queries.setQueryData(enrolmentQuery.queryKey, false)
    nowIs(true)
    if (!wasAllThatIsOpen) return
    // What was refused until now is open.
    void queries.invalidateQueries()
    realtime.restart()
  }
  return (
    <Section
      title={t('security.factor')}
      text={
        <>
          <p>{t('security.factorText')}</p>
          <p className="mt-2">
            {user.mfa_enabled ? (
              <Badge tone="stands">{t('security.on')}</Badge>
            ) : (
              <Badge tone="over">{t('security.off')}</Badge>
            )}
          </p>
        </>
      }
    >
      {codes ? (
        <RecoveryCodesPanel codes={codes} account={user.email ?? ''} onKept={() => setCodes(null)} />
      ) : user.mfa_enabled ? (
        <FactorOn onCodes={setCodes} onOff={() => nowIs(false)} />
      ) : enrol.data ? (
        <EnrolForm enrolment={enrol.data} onActivated={activated} onCancel={() => enrol.reset()} />
      ) : (
        <div className="flex flex-col items-start gap-4">
          <p>{t('security.factorWhy')}</p>
          {enrol.error && (
            <Notice tone="harm" urgent>
              {errorText(enrol.error)}
            </Notice>
          )}
          <Button data-testid="enrol" disabled={enrol.isPending} onClick={() => enrol.mutate()}>
            {enrol.isPending ? t('security.preparing') : t('security.setUp')}
          </Button>
        </div>
      )}
    </Section>
  )
}
