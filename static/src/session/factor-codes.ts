// What the server says about a password or the code of a second factor, in words, at the field it concerns.
import { useTranslation } from 'react-i18next'
import type { Refused } from '@/ui/form-errors'

/** For forms with the fields `password` and `otp`. */
export function useFactorCodes(): Record<string, Refused> {
  const { t } = useTranslation()
  const wrongPassword = { field: 'password', message: t('password.wrong') }
  const wrongCode = { field: 'otp', message: t('code.wrong') }
  return {
    invalid_credentials: wrongPassword,
    wrong_password: wrongPassword,
    mfa_required: { field: 'otp', message: t('code.missing') },
    mfa_invalid: wrongCode,
    invalid_otp: wrongCode,
  }
}
