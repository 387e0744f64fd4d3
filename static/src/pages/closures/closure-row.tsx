// One closure: from when to when, why, and what can be done about it.
import { useTranslation } from 'react-i18next'
import type { Closure } from '@/api/types'
import { Button } from '@/ui/button'
import { lengthOf } from './closure-values'
import { useDaysOf } from './days-of'

interface ClosureRowProps {
  closure: Closure
  onChange: () => void
  onOpen: () => void
}

export function ClosureRow({ closure, onChange, onOpen }: ClosureRowProps) {
  const { t } = useTranslation()
  const days = useDaysOf()(closure)
  return (
    <li data-testid="closure" className="animate-arrives flex flex-wrap items-center gap-x-5 gap-y-3 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-semibold">{days}</p>
        <p className="text-small text-ink-soft">
          {t('closures.length', { count: lengthOf(closure) })}
          {closure.reason && ` · ${closure.reason}`}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button kind="secondary" aria-label={t('closures.changeLabel', { days })} onClick={onChange}>
          {t('apiKeys.change')}
        </Button>
        <Button kind="quiet" aria-label={t('closures.openLabel', { days })} onClick={onOpen}>
          {t('closures.open')}
        </Button>
      </div>
    </li>
  )
}
