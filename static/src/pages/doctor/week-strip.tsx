// Seven days with how many times are free on each; arrow keys walk along them.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { ToggleGroup } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { Day } from '@/time/days'
import { formatDay } from '@/time/format'
import { IconButton } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import { Skeleton } from '@/ui/states'

interface WeekStripProps {
  /** For the section that this heads. */
  titleId: string
  today: Day
  /** Days in order, each with its count; undefined while that is not known. */
  days: { day: Day; free: number | undefined }[]
  selected: Day | null
  onSelect: (day: Day) => void
  onEarlier: (() => void) | null
  onLater: (() => void) | null
}

/** Where a day is wide enough for words, and where only a number fits. */
const WIDE = 'hidden @md:inline'
const NARROW = '@md:hidden'

export function WeekStrip({ titleId, today, days, selected, onSelect, onEarlier, onLater }: WeekStripProps) {
  const { t } = useTranslation()
  const shown = selected ?? days[0]?.day
  return (
    <div>
      <div className="flex items-center justify-between gap-2">
        <h2 id={titleId} className="text-large font-semibold whitespace-nowrap">
          {t('booker.times')}
        </h2>
        <div className="-mr-2 flex items-center">
          <p className="mr-1 text-ink-soft whitespace-nowrap max-sm:hidden">{shown && formatDay(shown, 'month')}</p>
          <IconButton label={t('booker.previousWeek')} disabled={onEarlier === null} onClick={() => onEarlier?.()}>
            <ChevronLeft aria-hidden className="size-5" />
          </IconButton>
          <IconButton label={t('booker.nextWeek')} disabled={onLater === null} onClick={() => onLater?.()}>
            <ChevronRight aria-hidden className="size-5" />
          </IconButton>
        </div>
      </div>
      <ToggleGroup.Root
        type="single"
        aria-label={t('booker.week')}
        value={selected ?? ''}
        onValueChange={(day) => day !== '' && onSelect(day)}
        className="mt-2 grid grid-cols-7 gap-1 @md:gap-2"
      >
        {days.map(({ day, free }) => (
          <ToggleGroup.Item
            key={day}
            value={day}
            data-testid="day"
            data-day={day}
            aria-label={t('booker.dayLabel', { count: free ?? 0, day: formatDay(day, 'long') })}
            className={classNames(
              'flex h-20 flex-col items-center justify-center rounded-base border border-transparent transition-colors duration-150 sm:h-22',
              'hover:border-action-line data-[state=on]:bg-action data-[state=on]:text-on-action',
              free ? 'bg-action-wash text-ink' : 'text-ink-faint',
            )}
          >
            <span className={classNames('text-small', day === today && 'font-semibold')}>
              {day === today ? t('doctors.today') : formatDay(day, 'weekday')}
            </span>
            <span className="text-large font-semibold whitespace-nowrap">{formatDay(day, 'number')}</span>
            <span className="mt-0.5 h-5 text-small">
              {free === undefined ? (
                <Skeleton className="mt-1 h-3 w-8" />
              ) : (
                <span key={free} className="animate-ticks inline-block">
                  {free === 0 ? (
                    <span className={WIDE}>{t('booker.none')}</span>
                  ) : (
                    <>
                      <span className={NARROW}>{free}</span>
                      <span className={WIDE}>{t('booker.free', { count: free })}</span>
                    </>
                  )}
                </span>
              )}
            </span>
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  )
}
