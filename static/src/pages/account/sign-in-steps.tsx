// The two steps of signing in: what one knows, then what one has.
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useFactorCodes } from '@/session/factor-codes'
import { CheckField } from '@/ui/check-field'
import { CodeField } from '@/ui/code-field'
import { TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import type { FormErrors, Refused } from '@/ui/form-errors'
import { Notice } from '@/ui/notice'
import { PasswordField } from '@/ui/password-field'
import { TextLink } from './frame'
import { KeepsTime } from './keeps-time'
import type { Because } from './because'

export const SIGN_IN = 'sign-in'

/** The address is kept while one goes from here to a forgotten password and back. */
export const TYPED_ADDRESS = { name: 'address', fields: ['email'] } as const

export interface SignInValues {
  email: string
  password: string
  remember: boolean
  otp: string
}

interface StepProps {
  form: UseFormReturn<SignInValues>
  at: FormErrors<'email' | 'password' | 'otp'>['at']
}

interface PasswordStepProps extends StepProps {
  next: string | undefined
  because: Because | undefined
}

export function PasswordStep({ form, at, next, because }: PasswordStepProps) {
  const { t } = useTranslation()
  return (
    <>
      {because && <Notice tone="calm">{t(`signIn.because.${because}`)}</Notice>}
      <KeepsTime next={next} />
      <TextField
        id={fieldId(SIGN_IN, 'email')}
        type="email"
        inputMode="email"
        autoComplete="username"
        label={t('signIn.email')}
        error={at.email}
        {...form.register('email')}
      />
      <div className="flex flex-col gap-1.5">
        <PasswordField
          id={fieldId(SIGN_IN, 'password')}
          autoComplete="current-password"
          label={t('signIn.password')}
          error={at.password}
          {...form.register('password')}
        />
        <p className="text-small">
          <TextLink to="/forgot-password">{t('signIn.toForgotten')}</TextLink>
        </p>
      </div>
      <CheckField label={t('signIn.remember')} help={t('signIn.rememberHelp')} {...form.register('remember')} />
    </>
  )
}

export function CodeStep({ form, at, onBack }: StepProps & { onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <p className="text-ink-soft">
        {form.getValues('email')} ·{' '}
        <button
          type="button"
          onClick={onBack}
          className="font-semibold text-action-ink underline underline-offset-2"
        >
          {t('signIn.notYou')}
        </button>
      </p>
      <CodeField id={fieldId(SIGN_IN, 'otp')} autoFocus error={at.otp} {...form.register('otp')} />
    </>
  )
}

/** Which of the two is wrong is not told. */
export function useSignInCodes(): Record<string, Refused> {
  const { t } = useTranslation()
  return { ...useFactorCodes(), invalid_credentials: { field: 'email', message: t('signIn.wrong') } }
}
