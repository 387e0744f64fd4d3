// The hours of each week: any number of windows a day, each at a clinic.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addHours, removeHours, weeklyHoursQuery } from '@/api/schedules'
import type { Doctor, WeeklyHours } from '@/api/types'
import { zoneCity } from '@/time/format'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { ErrorState, Skeleton } from '@/ui/states'
import { ChangeRefused } from './change-errors'
import { ScheduleFrame } from './frame'
import { RemovedToast } from './removed-toast'
import { StrandedDialog } from './stranded-dialog'
import { useGuardedChange } from './use-guarded-change'
import { useRestore } from './use-restore'
import { WeekDay } from './week-day'
import { WindowForm } from './window-form'
import { windowOf, windowsOn, windowValuesOf } from './window-values'
import { useWindowWords, weekdayName } from './window-words'

export function WeeklyPage() {
  return <ScheduleFrame>{(doctor) => <Weekly doctor={doctor} />}</ScheduleFrame>
}

function Weekly({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  const { whatWords } = useWindowWords()
  const { data: week, error, refetch } = useQuery(weeklyHoursQuery(doctor.id))
  const saving = useGuardedChange(doctor.id)
  const removing = useGuardedChange(doctor.id)
  const [editing, setEditing] = useState<string | number | null>(null)
  const restorer = useRestore(doctor.id)
  if (error && !week) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!week) {
    return (
      <div aria-busy className="flex flex-col gap-3">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <Skeleton key={day} className="h-18" />
        ))}
      </div>
    )
  }
  const edited = typeof editing === 'string' ? week.find(({ id }) => id === editing) : editing
  const close = () => {
    saving.leave()
    setEditing(null)
  }
  const remove = (hours: WeeklyHours) =>
    removing.begin(
      (trial) => removeHours(doctor.id, hours.id, trial),
      (stranded) =>
        restorer.tell({
          what: whatWords(hours),
          putBack: () => addHours(doctor.id, windowOf(windowValuesOf(hours)), { dryRun: false }),
          stranded,
        }),
    )
  return (
    <>
      <p className="text-ink-soft">{t('weekly.text', { zone: zoneCity(doctor.time_zone) })}</p>
      {week.length === 0 && (
        <Notice tone="waiting" title={t('weekly.emptyTitle')}>
          {t('weekly.empty')}
        </Notice>
      )}
      <ChangeRefused change={removing} />
      <ul aria-label={t('schedule.week')} className="divide-y divide-line rounded-base border border-line bg-surface">
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <WeekDay
            key={weekday}
            weekday={weekday}
            windows={windowsOn(week, weekday)}
            clinics={doctor.clinics}
            busy={removing.busy}
            onAdd={() => setEditing(weekday)}
            onChange={({ id }) => setEditing(id)}
            onRemove={remove}
          />
        ))}
      </ul>
      <Dialog
        open={edited !== null && edited !== undefined}
        title={
          typeof edited === 'number' ? t('weekly.addTitle', { day: weekdayName(edited) }) : t('weekly.changeTitle')
        }
        onClose={close}
      >
        {edited !== null && edited !== undefined && (
          <WindowForm doctor={doctor} hours={edited} week={week} change={saving} onSaved={close} onCancel={close} />
        )}
      </Dialog>
      <StrandedDialog change={saving} />
      <StrandedDialog change={removing} />
      <RemovedToast restorer={restorer} />
    </>
  )
}
