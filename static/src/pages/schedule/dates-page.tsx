// Single dates on which the weekly hours do not hold.
import { useQuery } from '@tanstack/react-query'
import { CalendarCog, CalendarPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addOverride, overridesQuery, removeOverride } from '@/api/schedules'
import type { Override, Doctor } from '@/api/types'
import { formatDay } from '@/time/format'
import { Dialog } from '@/ui/dialog'
import { ChangeRefused } from './change-errors'
import { ScheduleFrame } from './frame'
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
  const [editing, setEditing] = useState<string | null>(null)
  const edited = query.data?.find(({ id }) => id === editing) ?? null
  const open = editing === 'new' || edited !== null
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
  return (
    <>
      <ChangeRefused change={removing} />
      <RuleList
        label={t('schedule.dates')}
        query={query}
        keyOf={({ id }) => id}
        add={{ label: t('dates.add'), icon: <CalendarPlus aria-hidden className="size-5" />, onAdd: () => setEditing('new') }}
        empty={{ icon: <CalendarCog aria-hidden className="size-6" />, title: t('dates.emptyTitle'), text: t('dates.empty') }}
      >
        {(override) => {
          const day = formatDay(override.date, 'full')
          const clinicOf = (id: string) => doctor.clinics.length > 1 && doctor.clinics.find((clinic) => clinic.id === id)?.name
          const windows = override.windows.map((window) =>
            [windowWords(window), clinicOf(window.clinic_id)].filter(Boolean).join(' · '),
          )
          return (
            <>
              <div className="min-w-0 flex-1 basis-48">
                <h2 className="font-semibold">{day}</h2>
                <p className="text-small text-ink-soft">
                  {override.closed ? t('dates.closedDay') : windows.join('; ')}
                  {override.reason && ` · ${override.reason}`}
                </p>
              </div>
              <RuleActions
                changeLabel={t('dates.changeLabel', { day })}
                removeLabel={t('dates.removeLabel', { day })}
                busy={removing.busy}
                onChange={() => setEditing(override.id)}
                onRemove={() => remove(override)}
              />
            </>
          )
        }}
      </RuleList>
      <Dialog open={open} title={t(edited ? 'dates.changeTitle' : 'dates.addTitle')} onClose={close}>
        {open && <OverrideForm doctor={doctor} override={edited} change={saving} onSaved={close} onCancel={close} />}
      </Dialog>
      <StrandedDialog change={saving} />
      <StrandedDialog change={removing} />
      <RemovedToast restorer={restorer} />
    </>
  )
}
