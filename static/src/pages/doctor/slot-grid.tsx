// The free times of one part of a day. A time that is taken fades and the others close up.
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '@/api/types'
import { clocksDiffer } from '@/time/days'
import { formatTime, zoneCity } from '@/time/format'
import { classNames } from '@/ui/class-names'
import { useCloseUp, useSoftList } from '@/ui/soft-list'

interface SlotGridProps {
  title: string
  /** Keeps its identity while nothing changes. */
  slots: Slot[]
  /** Another scope is another list: nothing fades. */
  scope: string
  zone: string
  clinicZone: string
  /** Whether several may come to the same time: each says how many still. */
  group: boolean
  chosen: string | undefined
  onChoose: (slot: Slot) => void
}

const UNDER = 'text-small leading-4 font-normal opacity-85'

export function SlotGrid({ title, slots, scope, zone, clinicZone, group, chosen, onChoose }: SlotGridProps) {
  const { t } = useTranslation()
  const grid = useRef<HTMLUListElement>(null)
  const shown = useSoftList(slots, (slot) => slot.starts_at, scope)
  useCloseUp(grid, shown.map((item) => item.key).join(), scope)
  if (shown.length === 0) return null
  return (
    <section aria-label={title} className="animate-arrives">
      <h3 className="mb-2 text-small font-semibold text-ink-soft">{title}</h3>
      <ul ref={grid} className="relative grid grid-cols-3 gap-2 @sm:grid-cols-4">
        {shown.map(({ key, item: slot, leaving }) => {
          const time = formatTime(slot.starts_at, zone)
          const differs = clocksDiffer(slot.starts_at, zone, clinicZone)
          const clinicTime = formatTime(slot.starts_at, clinicZone)
          const pressed = slot.starts_at === chosen
          return (
            <li key={`${scope}${key}`} className={leaving ? 'animate-slot-leaves' : 'animate-arrives'}>
              <button
                type="button"
                disabled={leaving}
                data-testid={leaving ? 'slot-leaving' : 'slot'}
                data-starts-at={slot.starts_at}
                aria-pressed={pressed}
                aria-hidden={leaving || undefined}
                onClick={() => onChoose(slot)}
                className={classNames(
                  'flex w-full flex-col items-center justify-center rounded-base border font-semibold transition-colors duration-150',
                  differs && group ? 'h-18' : differs || group ? 'h-14' : 'h-11',
                  leaving && 'border-line bg-sunken text-ink-faint line-through',
                  !leaving && pressed && 'border-action bg-action text-on-action',
                  !leaving && !pressed && 'border-action-line bg-surface text-action-ink hover:border-action hover:bg-action-wash',
                )}
              >
                {time}
                {differs && (
                  <span className={UNDER}>
                    {clinicTime}
                    <span className="sr-only"> {t('booker.inCity', { city: zoneCity(clinicZone) })}</span>
                  </span>
                )}
                {group && (
                  <span key={slot.seats_left} className={`animate-ticks ${UNDER}`}>
                    {t('visitKinds.slotPlaces', { count: slot.seats_left })}
                  </span>
                )}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
