// Why a visit was not moved, in words, with the nearest times where it is about the time.
import { useTranslation } from 'react-i18next'
import { isOutOfDate, isRefusal } from '@/api/refusal'
import type { Interval } from '@/api/types'
import { Alternatives } from '@/pages/doctor/alternatives'
import { ruleText } from '@/pages/doctor/use-obstacle'
import type { Day } from '@/time/days'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'

interface MoveObstacleProps {
  /** What the server answered; null where the time went while one looked. */
  error: unknown
  near: Interval[]
  /** When the visit is, as it stands. */
  now: string
  day: Day
  zone: string
  onChoose: (startsAt: string) => void
}

export function MoveObstacle({ error, near, now, day, zone, onChoose }: MoveObstacleProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const code = isRefusal(error) ? error.code : null
  const rule = code === null ? null : ruleText(code)
  const taken = !error || code === 'slot_taken'
  const times = taken && isRefusal(error) ? (error.problem.alternatives ?? near) : taken || rule !== null ? near : []
  const title = isOutOfDate(error)
    ? t('reschedule.changedTitle')
    : taken
      ? t('confirm.clashTitle')
      : t('reschedule.failedTitle')
  const text = isOutOfDate(error)
    ? t('reschedule.changed', { when: now })
    : taken
      ? t(times.length > 0 ? 'reschedule.clash' : 'confirm.clashNone')
      : code === 'cutoff_passed'
        ? t('reschedule.cutoff')
        : code === 'invalid_transition'
          ? t('reschedule.over')
          : rule !== null
            ? t(rule)
            : errorText(error)
  return (
    <div data-testid="move-obstacle">
      <Notice tone="waiting" title={title} urgent>
        <p>{text}</p>
        <Alternatives times={times} day={day} zone={zone} onChoose={onChoose} />
      </Notice>
    </div>
  )
}
