// The code of a second factor: six digits from an app, or one of the recovery codes that were kept.
import { useState } from 'react'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from './field'

/** As it is sent: without the blanks that apps show and people type. */
export function plainCode(typed: string): string {
  return typed.replaceAll(/\s/g, '')
}

interface CodeFieldProps extends Omit<ComponentProps<typeof TextField>, 'label'> {
  /** Other words than *Code from your authenticator app*. */
  label?: string
  /** Where only the app will do. */
  digitsOnly?: boolean
}

export function CodeField({ label, help, digitsOnly = false, ...rest }: CodeFieldProps) {
  const { t } = useTranslation()
  const [recovery, setRecovery] = useState(false)
  return (
    <div className="flex flex-col items-start gap-1.5">
      <div className="w-full">
        <TextField
          key={String(recovery)}
          inputMode={recovery ? 'text' : 'numeric'}
          autoComplete={recovery ? 'off' : 'one-time-code'}
          autoCapitalize="none"
          spellCheck={false}
          {...rest}
          label={recovery ? t('code.recoveryLabel') : (label ?? t('code.label'))}
          help={recovery ? t('code.recoveryHelp') : (help ?? t('code.help'))}
        />
      </div>
      {!digitsOnly && (
        <button
          type="button"
          onClick={() => setRecovery(!recovery)}
          className="min-h-9 text-small font-semibold text-action-ink underline underline-offset-2"
        >
          {t(recovery ? 'code.toApp' : 'code.toRecovery')}
        </button>
      )}
    </div>
  )
}
