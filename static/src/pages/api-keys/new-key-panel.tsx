// A key that was just made, shown this once: to be copied, with a first request to try it.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MadeApiKey } from '@/api/types'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Notice } from '@/ui/notice'
import { exampleFor } from './example'

const CODE = 'block rounded-base bg-sunken p-4 text-small whitespace-pre-wrap wrap-anywhere select-all'

export function NewKeyPanel({ made, onKept }: { made: MadeApiKey; onKept: () => void }) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  // A reload would lose it: the browser asks before.
  useEffect(() => {
    const ask = (leaving: BeforeUnloadEvent) => leaving.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [])
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
    </section>
  )
}
