// What became of the changes, at the edge of the page: it is a long one, and they are made all over it.
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'

interface SaveBarProps {
  edited: boolean
  saving: boolean
  saved: boolean
  outOfDate: boolean
  onUndo: () => void
}

export function SaveBar({ edited, saving, saved, outOfDate, onUndo }: SaveBarProps) {
  const { t } = useTranslation()
  if (!edited) return saved ? <Notice tone="calm">{t('preferences.saved')}</Notice> : null
  return (
    <div className="animate-arrives sticky bottom-20 z-10 flex flex-col gap-3 rounded-base border border-line bg-surface p-4 shadow-raised lg:bottom-4">
      {outOfDate && (
        <Notice tone="waiting" title={t('preferences.outOfDateTitle')} urgent>
          {t('profile.outOfDate')}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="flex-1 basis-48 font-medium">{t('preferences.edited')}</p>
        <Button kind="quiet" onClick={onUndo}>
          {t('profile.undo')}
        </Button>
        <Button type="submit" data-testid="save" disabled={saving}>
          {saving ? t('form.saving') : t('preferences.save')}
        </Button>
      </div>
    </div>
  )
}
