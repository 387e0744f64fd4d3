// Which week it is, and the way to others.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Doctor } from '@/api/types'
import { formatDay } from '@/time/format'
import { PageHead } from '@/ui/page-head'
import { useWeek } from './use-week'
import { WeekSwitch } from './week-switch'

export function WeekHead({ doctor, children }: { doctor: Doctor | undefined; children: ReactNode }) {
  const { t } = useTranslation()
  const { day, days, go, isThisWeek } = useWeek(doctor?.time_zone ?? 'UTC')
  const [first = day] = days
  const last = days.at(-1) ?? day
  return (
    <PageHead
      title={t('calendar.title')}
      lead={t('calendar.week', { from: formatDay(first, 'long'), to: formatDay(last, 'full') })}
    >
      <div className="flex flex-wrap items-end gap-3">
        {children}
        <WeekSwitch day={day} isThisWeek={isThisWeek} onDay={go} />
      </div>
    </PageHead>
  )
}
