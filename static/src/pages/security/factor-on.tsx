// A second factor that is set up: new recovery codes, or switching it off. Both want a code.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { disableFactor, renewRecoveryCodes } from '@/api/second-factor'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { FactorCodeForm } from './factor-code-form'

interface FactorOnProps {
  onCodes: (recoveryCodes: string[]) => void
  onOff: () => void
}

export function FactorOn({ onCodes, onOff }: FactorOnProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<'renew' | 'disable' | null>(null)
  const close = () => setAsked(null)
  return (
    <div className="flex flex-col items-start gap-4">
      <p>{t('security.factorIsOn')}</p>
      <div className="flex flex-wrap gap-2">
        <Button kind="secondary" onClick={() => setAsked('renew')}>
          {t('security.renewCodes')}
        </Button>
        <Button kind="quiet" onClick={() => setAsked('disable')}>
          {t('security.switchOff')}
        </Button>
      </div>
      <Dialog open={asked === 'renew'} title={t('security.renewTitle')} onClose={close}>
        <FactorCodeForm
          text={t('security.renewText')}
          submit={t('security.renewSubmit')}
          kind="primary"
          send={renewRecoveryCodes}
          onSent={onCodes}
          onCancel={close}
        />
      </Dialog>
      <Dialog open={asked === 'disable'} title={t('security.switchOffTitle')} onClose={close}>
        <FactorCodeForm
          text={t('security.switchOffText')}
          submit={t('security.switchOff')}
          kind="harm"
          send={disableFactor}
          onSent={onOff}
          onCancel={close}
        />
      </Dialog>
    </div>
  )
}
