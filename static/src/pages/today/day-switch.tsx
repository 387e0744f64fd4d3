// The day that is shown: the one before, the one after, any date, or today.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { addDays, isDay } from '@/time/days'
import type { Day } from '@/time/days'
import { Button, IconButton } from '@/ui/button'

interface DaySwitchProps {
  day: Day
  isToday: boolean
  onDay: (day: Day | undefined) => void
}

export function DaySwitch({ day, isToday, onDay }: DaySwitchProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-wrap-reverse items-center gap-1">
      {!isToday && (
        <Button kind="quiet" onClick={() => onDay(undefined)}>
          {t('today.backToToday')}
        </Button>
      )}
      <div className="flex items-center gap-1 max-sm:-ml-2">
        <IconButton label={t('today.previous')} onClick={() => onDay(addDays(day, -1))}>
          <ChevronLeft aria-hidden className="size-5" />
        </IconButton>
        <input
          type="date"
          aria-label={t('today.date')}
          value={day}
          onChange={(change) => isDay(change.target.value) && onDay(change.target.value)}
          className="h-11 rounded-base border border-line bg-surface px-3 hover:border-edge"
        />
        <IconButton label={t('today.next')} onClick={() => onDay(addDays(day, 1))}>
          <ChevronRight aria-hidden className="size-5" />
        </IconButton>
      </div>
    </div>
  )
}
