// The days of a closure, in words.
import { useTranslation } from 'react-i18next'
import type { Closure } from '@/api/types'
import { formatDay } from '@/time/format'

export function useDaysOf(): (closure: Pick<Closure, 'starts_on' | 'ends_on'>) => string {
  const { t } = useTranslation()
  return ({ starts_on, ends_on }) => {
    if (starts_on === ends_on) return formatDay(starts_on, 'full')
    const sameYear = starts_on.slice(0, 4) === ends_on.slice(0, 4)
    return t('closures.days', { from: formatDay(starts_on, sameYear ? 'long' : 'full'), to: formatDay(ends_on, 'full') })
  }
}
