// What a guarded change was refused with: as out of date, or in words.
import { useTranslation } from 'react-i18next'
import { isOutOfDate } from '@/api/refusal'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'
import type { GuardedChange } from './use-guarded-change'

/** In a form: only what is no refusal of its fields. */
export function OutOfDate({ change }: { change: GuardedChange }) {
  const { t } = useTranslation()
  if (!isOutOfDate(change.error)) return null
  return (
    <Notice tone="waiting" urgent>
      {t('schedule.changed')}
    </Notice>
  )
}

/** Beside a list: all of it. */
export function ChangeRefused({ change }: { change: GuardedChange }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  if (!change.error) return null
  return (
    <Notice tone="harm" urgent>
      {t('schedule.failed', { reason: errorText(change.error) })}
    </Notice>
  )
}

/** What a form says at its fields; being out of date is said apart. */
export function fieldErrorOf(change: GuardedChange): unknown {
  return isOutOfDate(change.error) ? null : change.error
}
