// The recovery codes, shown this once: to be copied, kept as a file or printed.
import { Download, Printer } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { saveFile } from '@/ui/save-file'

interface RecoveryCodesPanelProps {
  codes: string[]
  /** Whose they are, for the sheet of paper. */
  account: string
  onKept: () => void
}

export function RecoveryCodesPanel({ codes, account, onKept }: RecoveryCodesPanelProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const text = `${t('recovery.fileHead', { account })}\n\n${codes.join('\n')}\n`
  return (
    <div className="prints-alone flex flex-col gap-4" data-testid="recovery-codes">
      <div>
        <h3 ref={heading} tabIndex={-1} className="text-large font-semibold outline-none">
          {t('recovery.title')}
        </h3>
        <p className="mt-1 text-ink-soft">{t('recovery.text')}</p>
        <p className="mt-1 hidden print:block">{t('recovery.fileHead', { account })}</p>
      </div>
      <ol className="grid grid-cols-1 gap-x-8 gap-y-1.5 rounded-base bg-sunken p-4 font-semibold tracking-wider min-[24rem]:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="whitespace-nowrap select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2 print:hidden">
        <CopyButton text={codes.join('\n')} label={t('recovery.copy')} />
        <Button kind="secondary" onClick={() => saveFile('carebridge-recovery-codes.txt', text, 'text/plain')}>
          <Download aria-hidden className="size-4" />
          {t('recovery.download')}
        </Button>
        <Button kind="secondary" onClick={() => window.print()}>
          <Printer aria-hidden className="size-4" />
          {t('recovery.print')}
        </Button>
      </div>
      <Button className="self-start print:hidden" onClick={onKept}>
        {t('recovery.kept')}
      </Button>
    </div>
  )
}
