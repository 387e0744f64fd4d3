// A key that was just made, shown this once: to be copied, with a first request to try it.
import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MadeApiKey } from '@/api/types'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { useTakesFocus } from '@/ui/use-takes-focus'
import { exampleFor } from './example'

const CODE = 'block rounded-base bg-sunken p-4 text-small whitespace-pre-wrap wrap-anywhere select-all'

export function NewKeyPanel({ made, onKept }: { made: MadeApiKey; onKept: () => void }) {
  const { t } = useTranslation()
  const heading = useTakesFocus<HTMLHeadingElement>(made.id)
  // To leave is to lose it: the page asks before, the browser where the page cannot.
  const leaving = useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true, withResolver: true })
  const example = exampleFor(made.scopes, location.origin)
  return (
    <section
      aria-labelledby="new-key"
      data-testid="new-key"
      className="animate-arrives flex flex-col gap-4 rounded-base border border-action bg-surface p-5 shadow-raised sm:p-6"
    >
      <h2 id="new-key" ref={heading} tabIndex={-1} className="text-title font-semibold wrap-anywhere outline-none">
        {t('newKey.title', { name: made.name })}
      </h2>
      <Notice tone="waiting" title={t('newKey.onceTitle')}>
        {t('newKey.once')}
      </Notice>
      <code data-testid="whole-key" className={`${CODE} font-semibold`}>
        {made.key}
      </code>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={made.key} label={t('newKey.copy')} />
      </div>
      <div className="flex flex-col gap-2">
        <h3 className="font-semibold">{t('newKey.tryTitle')}</h3>
        <p className="text-small text-ink-soft">{t('newKey.try')}</p>
        <code className={CODE}>{example}</code>
        <div className="flex flex-wrap gap-2">
          <CopyButton text={example} label={t('newKey.copyExample')} />
        </div>
      </div>
      <Button className="self-start" onClick={onKept}>
        {t('newKey.kept')}
      </Button>
      <Dialog open={leaving.status === 'blocked'} title={t('newKey.leaveTitle')} onClose={() => leaving.reset?.()}>
        <p className="text-ink-soft">{t('newKey.leaveText', { name: made.name })}</p>
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button kind="secondary" onClick={() => leaving.proceed?.()}>
            {t('newKey.leave')}
          </Button>
          <Button data-first-focus onClick={() => leaving.reset?.()}>
            {t('newKey.stay')}
          </Button>
        </div>
      </Dialog>
    </section>
  )
}
