// What somebody agrees to: each turn of a switch is a line of the ledger, in the words that stood beside it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { addConsent, consentsQuery } from '@/api/profiles'
import type { NewConsent } from '@/api/types'
import { dayIn, readersZone } from '@/time/days'
import { formatDay } from '@/time/format'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { ErrorState, Skeleton, useErrorText } from '@/ui/states'
import { SwitchField } from '@/ui/switch-field'
import { ASKED, holding } from './consents'

export function ConsentsSection({ profileId }: { profileId: string }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const { queryKey, ...options } = consentsQuery(profileId)
  const { data: ledger, error, refetch } = useQuery({ queryKey, ...options })
  const say = useMutation({
    mutationFn: (consent: NewConsent) => addConsent(profileId, consent),
    onSuccess: (line) => queries.setQueryData(queryKey, (before) => [line, ...(before ?? [])]),
    onError: () => queries.invalidateQueries({ queryKey }),
  })
  return (
    <Section title={t('consents.title')} text={t('consents.text')}>
      {error && !ledger ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !ledger ? (
        <Skeleton className="h-40" />
      ) : (
        <div className="flex flex-col gap-5">
          {say.error && (
            <Notice tone="harm" urgent>
              {errorText(say.error)}
            </Notice>
          )}
          {ASKED.map((kind) => {
            const line = holding(ledger, kind)
            const wording = t(`consents.wording.${kind}`)
            const day = line && formatDay(dayIn(line.created_at, readersZone()), 'date')
            return (
              <SwitchField
                key={kind}
                label={wording}
                help={line && t(line.granted ? 'consents.since' : 'consents.notSince', { day })}
                on={line?.granted ?? false}
                disabled={say.isPending}
                onChange={(granted) => say.mutate({ kind, granted, wording, source: 'settings' })}
              />
            )
          })}
        </div>
      )}
    </Section>
  )
}
