// The week that is shown: the one before, the one after, the week of any date, or this one.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { addDays, isDay } from '@/time/days'
import type { Day } from '@/time/days'
import { Button, IconButton } from '@/ui/button'

interface WeekSwitchProps {
  day: Day
  isThisWeek: boolean
  onDay: (day: Day | undefined) => void
}

export function WeekSwitch({ day, isThisWeek, onDay }: WeekSwitchProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-wrap-reverse items-center gap-1">
      {!isThisWeek && (
        <Button kind="quiet" onClick={() => onDay(undefined)}>
          {t('calendar.today')}
        </Button>
      )}
      <div className="flex items-center gap-1 max-sm:-ml-2">
        <IconButton label={t('calendar.previous')} onClick={() => onDay(addDays(day, -7))}>
          <ChevronLeft aria-hidden className="size-5" />
        </IconButton>
        <input
          type="date"
          aria-label={t('calendar.date')}
          value={day}
          onChange={(change) => isDay(change.target.value) && onDay(change.target.value)}
          className="h-11 rounded-base border border-line bg-surface px-3 hover:border-edge"
        />
        <IconButton label={t('calendar.next')} onClick={() => onDay(addDays(day, 7))}>
          <ChevronRight aria-hidden className="size-5" />
        </IconButton>
      </div>
    </div>
  )
}
