// Why a visit was not moved, in words, with what can be done instead.
import { useTranslation } from 'react-i18next'
import { isOutOfDate, isRefusal } from '@/api/refusal'
import type { Interval } from '@/api/types'
import type { Side } from '@/pages/appointments/cancel-dialog'
import { ruleText } from '@/pages/doctor/use-obstacle'
import type { Day } from '@/time/days'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'
import { Instead } from './instead'
import { alternativesOf, isOverridable } from './refused'
import { useReasonText } from './use-reason-text'

interface MoveObstacleProps {
  /** What the server answered; null where the time went while one looked. */
  error: unknown
  side: Side
  near: Interval[]
  /** When the visit is, as it stands. */
  now: string
  day: Day
  zone: string
  busy: boolean
  onChoose: (startsAt: string) => void
  onOverride: (reason: string) => void
}

export function MoveObstacle({ error, side, near, now, day, zone, busy, onChoose, onOverride }: MoveObstacleProps) {
  const { t } = useTranslation()
  const patientsText = usePatientsText()
  const reasonText = useReasonText()
  const outOfDate = isOutOfDate(error)
  const taken = !error || isRefusal(error, 'slot_taken')
  const offered = alternativesOf(error)
  const ruled = isRefusal(error) && ruleText(error.code) !== null
  // The doctor's side has its calendar at hand, and may have meant the time.
  const helps = !error || (side === 'patient' && (taken || ruled))
  const times = offered.length > 0 ? offered : helps ? near : []
  const title = outOfDate ? t('reschedule.changedTitle') : taken ? t('confirm.clashTitle') : t('reschedule.failedTitle')
  const text = outOfDate
    ? t('reschedule.changed', { when: now })
    : side === 'doctor' && error
      ? reasonText(error)
      : taken
        ? t(times.length > 0 ? 'reschedule.clash' : 'confirm.clashNone')
        : patientsText(error)
  const override =
    side === 'doctor' && isOverridable(error) ? { label: t('move.override'), busy, onOverride } : null
  return (
    <div data-testid="move-obstacle">
      <Notice tone="waiting" title={title} urgent>
        <p>{text}</p>
        <Instead times={times} day={day} zone={zone} disabled={busy} onChoose={onChoose} override={override} />
      </Notice>
    </div>
  )
}

/** The doctor's side has words of its own. */
function usePatientsText(): (error: unknown) => string {
  const { t } = useTranslation()
  const errorText = useErrorText()
  return (error) => {
    if (isRefusal(error, 'cutoff_passed')) return t('reschedule.cutoff')
    if (isRefusal(error, 'invalid_transition')) return t('reschedule.over')
    const rule = isRefusal(error) ? ruleText(error.code) : null
    return rule === null ? errorText(error) : t(rule)
  }
}
