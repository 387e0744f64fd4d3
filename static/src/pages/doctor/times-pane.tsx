// The middle pane: a week of days, then the times of one day by morning, afternoon and evening.
import { CalendarX2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '@/api/types'
import { clocksDiffer, dayIn, PARTS_OF_DAY } from '@/time/days'
import type { Day } from '@/time/days'
import { formatDay, formatTime, zoneCity } from '@/time/format'
import { Button } from '@/ui/button'
import { EmptyState, Skeleton } from '@/ui/states'
import { SlotGrid } from './slot-grid'
import { byPart } from './slot-list'
import { WeekStrip } from './week-strip'

interface TimesPaneProps {
  days: Map<Day, Slot[]>
  loaded: boolean
  day: Day | null
  today: Day
  zone: string
  clinicZone: string
  /** When the doctor is free next at all, if that is known. */
  nextAvailable: string | null
  /** Whether several may come to the same time. */
  group: boolean
  chosen: string | undefined
  onDay: (day: Day) => void
  onEarlier: (() => void) | null
  onLater: (() => void) | null
  onChoose: (slot: Slot) => void
}

const NO_SLOTS: Slot[] = []

export function TimesPane(props: TimesPaneProps) {
  const { t } = useTranslation()
  const { days, loaded, day, zone, clinicZone, onDay } = props
  const slots = (day === null ? undefined : days.get(day)) ?? NO_SLOTS
  const parts = useMemo(() => byPart(slots, zone), [slots, zone])
  const firstFree = [...days].find(([, free]) => free.length > 0)?.[0] ?? null
  const differs = clocksDiffer(slots[0]?.starts_at ?? new Date().toISOString(), zone, clinicZone)

  return (
    <section aria-labelledby="times-title" className="flex flex-col gap-5">
      <WeekStrip
        titleId="times-title"
        today={props.today}
        days={[...days].map(([each, free]) => ({ day: each, free: loaded ? free.length : undefined }))}
        selected={day}
        onSelect={onDay}
        onEarlier={props.onEarlier}
        onLater={props.onLater}
      />
      <div className="flex min-h-64 flex-col gap-5">
        {!loaded ? (
          <TimesSkeleton />
        ) : firstFree === null ? (
          <NothingFree nextAvailable={props.nextAvailable} days={days} zone={zone} onDay={onDay} />
        ) : (
          <>
            {day !== null && <p className="font-semibold">{formatDay(day, 'long')}</p>}
            {PARTS_OF_DAY.map((part) => (
              <SlotGrid
                key={part}
                title={t(`booker.${part}`)}
                slots={parts[part]}
                scope={day ?? ''}
                zone={zone}
                clinicZone={clinicZone}
                group={props.group}
                chosen={props.chosen}
                onChoose={props.onChoose}
              />
            ))}
            {slots.length === 0 && (
              <EmptyState
                icon={<CalendarX2 aria-hidden className="size-6" />}
                title={t('booker.dayEmptyTitle')}
                action={
                  <Button kind="secondary" onClick={() => onDay(firstFree)}>
                    {t('booker.tryDay', { day: formatDay(firstFree, 'long') })}
                  </Button>
                }
              />
            )}
          </>
        )}
      </div>
      <p className="text-small text-ink-faint">
        {differs
          ? t('booker.zoneDiffers', { here: zoneCity(zone), there: zoneCity(clinicZone) })
          : t('booker.zoneSame', { zone: zoneCity(zone) })}
      </p>
    </section>
  )
}

interface NothingFreeProps {
  nextAvailable: string | null
  days: Map<Day, Slot[]>
  zone: string
  onDay: (day: Day) => void
}

function NothingFree({ nextAvailable, days, zone, onDay }: NothingFreeProps) {
  const { t } = useTranslation()
  const nextDay = nextAvailable === null ? null : dayIn(nextAvailable, zone)
  const elsewhere = nextAvailable !== null && nextDay !== null && !days.has(nextDay)
  return (
    <EmptyState
      icon={<CalendarX2 aria-hidden className="size-6" />}
      title={t('booker.weekEmptyTitle')}
      action={
        elsewhere && (
          <Button kind="secondary" onClick={() => onDay(nextDay)}>
            {t('booker.goToNext')}
          </Button>
        )
      }
    >
      {elsewhere
        ? t('booker.weekEmptyNext', { when: `${formatDay(nextDay, 'long')}, ${formatTime(nextAvailable, zone)}` })
        : t('booker.weekEmptyNone')}
    </EmptyState>
  )
}

function TimesSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-3">
      <Skeleton className="h-5 w-40" />
      <div className="grid grid-cols-3 gap-2 @sm:grid-cols-4">
        {Array.from({ length: 12 }, (_, index) => (
          <Skeleton key={index} className="h-11" />
        ))}
      </div>
    </div>
  )
}
