// Where one is signed in: each device, and the way to end it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endSession, sessionsQuery } from '@/api/sessions'
import type { SignInSession } from '@/api/types'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { ErrorState, Skeleton, useErrorText } from '@/ui/states'
import { SessionRow } from './session-row'
import { SignOutDialog } from './sign-out-dialog'
import type { Scope } from './sign-out-dialog'

export function SessionsSection() {
  const { t } = useTranslation()
  const { data: sessions, error, refetch } = useQuery(sessionsQuery)
  return (
    <Section title={t('sessions.title')} text={t('sessions.text')}>
      {error && !sessions ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !sessions ? (
        <div aria-busy className="flex flex-col gap-3">
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
        </div>
      ) : (
        <Sessions sessions={sessions} />
      )}
    </Section>
  )
}

function Sessions({ sessions }: { sessions: SignInSession[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [asked, setAsked] = useState<Scope | null>(null)
  const end = useMutation({
    mutationFn: (session: SignInSession) => endSession(session.id),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  const thisFirst = [...sessions].sort((one, other) => Number(other.current) - Number(one.current))
  return (
    <div className="flex flex-col gap-4">
      {end.error && (
        <Notice tone="harm" urgent>
          {errorText(end.error)}
        </Notice>
      )}
      <ul className="-my-3 divide-y divide-line">
        {thisFirst.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            ending={end.isPending && end.variables.id === session.id}
            onEnd={() => end.mutate(session)}
          />
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        {sessions.length > 1 && (
          <Button kind="secondary" onClick={() => setAsked('others')}>
            {t('sessions.endOthers')}
          </Button>
        )}
        <Button kind="secondary" onClick={() => setAsked('all')}>
          {t('sessions.endAll')}
        </Button>
      </div>
      <SignOutDialog scope={asked} onClose={() => setAsked(null)} />
    </div>
  )
}
