// The end of a form in a dialog: leave it, or save it.
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'

interface FormActionsProps {
  busy: boolean
  label: string
  onCancel: () => void
}

export function FormActions({ busy, label, onCancel }: FormActionsProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
      <Button kind="secondary" onClick={onCancel}>
        {t('form.cancel')}
      </Button>
      <Button type="submit" data-testid="save" disabled={busy}>
        {busy ? t('form.saving') : label}
      </Button>
    </div>
  )
}
