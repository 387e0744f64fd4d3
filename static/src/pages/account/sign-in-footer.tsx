// Other ways in: a new account, or one that the clinic has made already.
import { useTranslation } from 'react-i18next'
import { TextLink } from './frame'

export function SignInFooter({ next }: { next: string | undefined }) {
  const { t } = useTranslation()
  return (
    <>
      <p>
        {t('signIn.noAccount')}{' '}
        <TextLink to="/sign-up" search={{ next }}>
          {t('signIn.toSignUp')}
        </TextLink>
      </p>
      <p>
        {t('signIn.knownByPhone')} <TextLink to="/claim">{t('signIn.toClaim')}</TextLink>
      </p>
    </>
  )
}
