// Password fields: what is typed can be shown; a new one says how much is still missing.
import { useState } from 'react'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from './field'

export const MIN_PASSWORD = 12

type PasswordFieldProps = Omit<ComponentProps<typeof TextField>, 'type'>

export function PasswordField(props: PasswordFieldProps) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      className="pr-20"
      inside={
        <button
          type="button"
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-0 right-0 min-w-16 rounded-base px-3 text-small font-semibold text-action-ink hover:bg-action-wash"
        >
          {t(shown ? 'form.hide' : 'form.show')}
        </button>
      }
    />
  )
}

/** `typed` is what is in it now. */
export function NewPasswordField({ typed, ...rest }: PasswordFieldProps & { typed: string }) {
  const { t } = useTranslation()
  const missing = MIN_PASSWORD - [...typed].length
  return (
    <div className="flex flex-col gap-1">
      <PasswordField autoComplete="new-password" help={t('password.help')} {...rest} />
      <p aria-live="polite" className="text-small text-ink-soft">
        {typed !== '' && (missing > 0 ? t('password.missing', { count: missing }) : t('password.longEnough'))}
      </p>
    </div>
  )
}

/** Tells password managers whose password it is, where the address is not asked for. */
export function AccountName({ email }: { email: string | null | undefined }) {
  return <input type="text" autoComplete="username" value={email ?? ''} readOnly hidden />
}
