// Why the chosen time cannot be booked as it is, in words, with what to take instead.
import { useTranslation } from 'react-i18next'
import { isUnknownOutcome } from '@/api/attempt'
import { isRefusal, Refusal } from '@/api/refusal'
import type { Slot } from '@/api/types'
import { useErrorText } from '@/ui/states'
import type { Obstacle } from './obstacle-notice'
import { nearest } from './slot-list'

const ALTERNATIVES = 3

interface Situation {
  /** What the last attempt was answered with, for this very time. */
  error: unknown
  /** The time was free while one looked, and somebody took it. */
  takenLive: boolean
  /** Free times are known, and this one is not among them. */
  absent: boolean
  startsAt: string
  free: Slot[]
}

export function useObstacle(): (situation: Situation) => Obstacle | null {
  const { t } = useTranslation()
  const errorText = useErrorText()

  return ({ error, takenLive, absent, startsAt, free }) => {
    const near = nearest(free, startsAt, ALTERNATIVES)
    const clashText = (found: number) => (found > 0 ? t('confirm.clash') : t('confirm.clashNone'))
    if (isUnknownOutcome(error)) {
      return { title: t('confirm.unknownTitle'), text: t('confirm.unknown'), alternatives: [], again: true }
    }
    if (isRefusal(error, 'slot_taken')) {
      const alternatives = error.problem.alternatives ?? near
      return { title: t('confirm.clashTitle'), text: clashText(alternatives.length), alternatives, again: false }
    }
    if (error instanceof Refusal) {
      const rule = ruleText(error.code)
      return {
        title: t('confirm.failedTitle'),
        text: rule === null ? errorText(error) : t(rule),
        requestId: rule === null ? error.requestId : null,
        alternatives: rule === null ? [] : near,
        again: rule === null,
      }
    }
    if (error) return { title: t('confirm.failedTitle'), text: errorText(error), alternatives: [], again: true }
    if (takenLive) {
      return { title: t('confirm.clashTitle'), text: clashText(near.length), alternatives: near, again: false }
    }
    if (absent) {
      const text = near.length > 0 ? t('confirm.gone') : t('confirm.clashNone')
      return { title: t('confirm.goneTitle'), text, alternatives: near, again: false }
    }
    return null
  }
}

/** The rules that refuse a time for good. */
export function ruleText(code: string) {
  const texts = {
    patient_busy: 'confirm.patientBusy',
    too_soon: 'confirm.tooSoon',
    too_far: 'confirm.tooFar',
    outside_availability: 'confirm.outside',
    off_grid: 'confirm.outside',
    not_accepting: 'confirm.notAccepting',
    day_full: 'confirm.dayFull',
  } as const
  return code in texts ? texts[code as keyof typeof texts] : null
}
