// The days of a closure, in words.
import { useTranslation } from 'react-i18next'
import type { Closure } from '@/api/types'
import { formatDay } from '@/time/format'

export function useDaysOf(): (closure: Pick<Closure, 'starts_on' | 'ends_on'>) => string {
  const { t } = useTranslation()
  return ({ starts_on, ends_on }) =>
    starts_on === ends_on
      ? formatDay(starts_on, 'full')
      : t('closures.days', { from: formatDay(starts_on, 'full'), to: formatDay(ends_on, 'full') })
}
