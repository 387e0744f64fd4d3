// Single dates on which the weekly hours do not hold: as a month, and as a list.
import { useQuery } from '@tanstack/react-query'
import { CalendarCog, CalendarPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addOverride, overridesQuery, removeOverride } from '@/api/schedules'
import type { Doctor, Override } from '@/api/types'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { formatDay } from '@/time/format'
import { Dialog } from '@/ui/dialog'
import { ChangeRefused } from './change-errors'
import { ScheduleFrame } from './frame'
import { MonthView } from './month-view'
import { OverrideForm } from './override-form'
import { overrideOf, overrideValuesOf } from './override-values'
import { RemovedToast } from './removed-toast'
import { RuleActions, RuleList } from './rule-list'
import { StrandedDialog } from './stranded-dialog'
import { useGuardedChange } from './use-guarded-change'
import { useRestore } from './use-restore'
import { useWindowWords } from './window-words'

export function DatesPage() {
  return <ScheduleFrame>{(doctor) => <Dates doctor={doctor} />}</ScheduleFrame>
}

function Dates({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  const { windowWords } = useWindowWords()
  const query = useQuery(overridesQuery(doctor.id))
  const saving = useGuardedChange(doctor.id)
  const removing = useGuardedChange(doctor.id)
  const restorer = useRestore(doctor.id)
  // One that there is, or a date that is to be different.
  const [editing, setEditing] = useState<{ id: string } | { date: Day | '' } | null>(null)
  const edited = (editing !== null && 'id' in editing && query.data?.find(({ id }) => id === editing.id)) || null
  const date = editing !== null && 'date' in editing ? editing.date : null
  const open = date !== null || edited !== null
  const close = () => {
    saving.leave()
    setEditing(null)
  }
  const remove = (override: Override) =>
    removing.begin(
      (trial) => removeOverride(doctor.id, override.id, trial),
      (stranded) =>
        restorer.tell({
          what: formatDay(override.date, 'full'),
          putBack: () => addOverride(doctor.id, overrideOf(overrideValuesOf(override, '')), { dryRun: false }),
          stranded,
        }),
    )
  const wordsOf = (override: Override) => {
    const clinicOf = (id: string) => doctor.clinics.length > 1 && doctor.clinics.find((clinic) => clinic.id === id)?.name
    const windows = override.windows.map((window) => [windowWords(window), clinicOf(window.clinic_id)].filter(Boolean).join(' · '))
    return override.closed ? t('dates.closedDay') : windows.join('; ')
  }
  const choose = (day: Day) => {
    const there = query.data?.find((override) => override.date === day)
    setEditing(there ? { id: there.id } : { date: day })
  }
  return (
    <>
      <ChangeRefused change={removing} />
      {query.data && (
        <div className="w-full max-w-md">
          <MonthView overrides={query.data} today={dayIn(new Date(), doctor.time_zone)} wordsOf={wordsOf} onChoose={choose} />
        </div>
      )}
      <RuleList
        label={t('schedule.dates')}
        query={query}
        keyOf={({ id }) => id}
        add={{ label: t('dates.add'), icon: <CalendarPlus aria-hidden className="size-5" />, onAdd: () => setEditing({ date: '' }) }}
        empty={{ icon: <CalendarCog aria-hidden className="size-6" />, title: t('dates.emptyTitle'), text: t('dates.empty') }}
      >
        {(override) => {
          const day = formatDay(override.date, 'full')
          return (
            <>
              <div className="min-w-0 flex-1 basis-48">
                <h2 className="font-semibold">{day}</h2>
                <p className="text-small text-ink-soft">
                  {wordsOf(override)}
                  {override.reason && ` · ${override.reason}`}
                </p>
              </div>
              <RuleActions
                changeLabel={t('dates.changeLabel', { day })}
                removeLabel={t('dates.removeLabel', { day })}
                busy={removing.busy}
                onChange={() => setEditing({ id: override.id })}
                onRemove={() => remove(override)}
              />
            </>
          )
        }}
      </RuleList>
      <Dialog open={open} title={t(edited ? 'dates.changeTitle' : 'dates.addTitle')} onClose={close}>
        {open && (
          <OverrideForm doctor={doctor} override={edited} date={date ?? ''} change={saving} onSaved={close} onCancel={close} />
        )}
      </Dialog>
      <StrandedDialog change={saving} />
      <StrandedDialog change={removing} />
      <RemovedToast restorer={restorer} />
    </>
  )
}
