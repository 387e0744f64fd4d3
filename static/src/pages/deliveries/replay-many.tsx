// The way to send all dead letters again that are shown; asks before it does.
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ReplayForm } from './replay-form'
import { replayScopeOf } from './search'
import type { DeliveriesSearch } from './search'

export function ReplayMany({ search }: { search: DeliveriesSearch }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const scope = replayScopeOf(search)
  if (scope === null) return <p className="text-small text-ink-soft">{t('deliveries.replayNarrow')}</p>
  return (
    <>
      <Button data-testid="replay-many" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <RotateCw aria-hidden className="size-4" />
        {t('deliveries.replayAll')}
      </Button>
      <Dialog open={open} title={t('deliveries.replayTitle')} onClose={() => setOpen(false)}>
        <ReplayForm scope={scope} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  )
}
