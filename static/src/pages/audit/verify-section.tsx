// Reads the whole trail and says in words whether it is as it was written.
import { useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { verifyAudit } from '@/api/audit'
import type { AuditVerdict } from '@/api/types'
import { formatAgo, formatCount } from '@/time/format'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'
import { verdictOf } from './verdict'

export function VerifySection() {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const verify = useMutation({ mutationFn: verifyAudit })
  return (
    <section
      aria-labelledby="verify"
      className="flex flex-col gap-3 rounded-base border border-line bg-surface p-4 sm:p-5"
    >
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id="verify" className="text-large font-semibold">
            {t('audit.verifyTitle')}
          </h2>
          <p className="text-small text-ink-soft">{t('audit.verifyText')}</p>
        </div>
        <Button disabled={verify.isPending} onClick={() => verify.mutate()}>
          <ShieldCheck aria-hidden className="size-5" />
          {verify.isPending ? t('audit.verifying') : t('audit.verify')}
        </Button>
      </div>
      {verify.error && (
        <Notice tone="harm" urgent>
          {errorText(verify.error)}
        </Notice>
      )}
      {verify.data && !verify.isPending && <Result answer={verify.data} />}
    </section>
  )
}

function Result({ answer }: { answer: AuditVerdict }) {
  const { t } = useTranslation()
  const { whole, problem, position, entry } = verdictOf(answer)
  const figures = (
    <p>
      {t('audit.figures', { count: answer.chained, chained: formatCount(answer.chained) })}{' '}
      {answer.pending > 0 && t('audit.pending', { count: answer.pending, pending: formatCount(answer.pending) })}{' '}
      {answer.checkpoint
        ? t('audit.checkpoint', {
            position: formatCount(answer.checkpoint.position),
            ago: formatAgo(answer.checkpoint.at, new Date()),
          })
        : t('audit.noCheckpoint')}
    </p>
  )
  if (whole) {
    return (
      <div data-testid="verdict" data-whole="true">
        <Notice tone="calm" title={t('audit.wholeTitle')}>
          {figures}
        </Notice>
      </div>
    )
  }
  return (
    <div data-testid="verdict" data-whole="false">
      <Notice tone="harm" title={t('audit.brokenTitle')} urgent>
        <p>
          {t(`audit.problems.${problem ?? 'unknown'}`)}{' '}
          {position !== null && t('audit.place', { position: formatCount(position) })}
        </p>
        {entry && (
          <p>
            {t('audit.entry')}: <code className="wrap-anywhere select-all">{entry}</code>
          </p>
        )}
        {answer.problem && <p className="mt-1">{answer.problem.message}</p>}
        <p className="mt-1">{t('audit.whatNow')}</p>
      </Notice>
    </div>
  )
}
