// When a doctor is away, once or every week.
import { useQuery } from '@tanstack/react-query'
import { CalendarOff, CalendarX2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addTimeOff, removeTimeOff, timeOffQuery } from '@/api/schedules'
import type { Doctor, TimeOff } from '@/api/types'
import { Dialog } from '@/ui/dialog'
import { ChangeRefused } from './change-errors'
import { ScheduleFrame } from './frame'
import { RemovedToast } from './removed-toast'
import { RuleActions, RuleList } from './rule-list'
import { StrandedDialog } from './stranded-dialog'
import { TimeOffForm } from './time-off-form'
import { useTimeOffWords } from './time-off-words'
import { useGuardedChange } from './use-guarded-change'
import { useRestore } from './use-restore'

export function TimeOffPage() {
  return <ScheduleFrame>{(doctor) => <Absences doctor={doctor} />}</ScheduleFrame>
}

function Absences({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  const { rangeWords, ruleWords } = useTimeOffWords(doctor.time_zone)
  const query = useQuery(timeOffQuery(doctor.id))
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
  const remove = ({ id, starts_at, ends_at, recurrence, reason }: TimeOff) =>
    removing.begin(
      // Who is there again leaves nobody outside: there is nothing to try.
      ({ dryRun }) => (dryRun ? Promise.resolve() : removeTimeOff(doctor.id, id)),
      (stranded) =>
        restorer.tell({
          what: rangeWords({ starts_at, ends_at }),
          putBack: () => addTimeOff(doctor.id, { starts_at, ends_at, recurrence, reason }, { dryRun: false }),
          stranded,
        }),
    )
  return (
    <>
      <ChangeRefused change={removing} />
      <RuleList
        label={t('schedule.timeOff')}
        query={query}
        keyOf={({ id }) => id}
        add={{ label: t('timeOff.add'), icon: <CalendarX2 aria-hidden className="size-5" />, onAdd: () => setEditing('new') }}
        empty={{ icon: <CalendarOff aria-hidden className="size-6" />, title: t('timeOff.emptyTitle'), text: t('timeOff.empty') }}
      >
        {(timeOff) => {
          const when = rangeWords(timeOff)
          return (
            <>
              <div className="min-w-0 flex-1 basis-48">
                <h2 className="font-semibold">{when}</h2>
                <p className="text-small text-ink-soft">{[ruleWords(timeOff), timeOff.reason].filter(Boolean).join(' · ')}</p>
              </div>
              <RuleActions
                changeLabel={t('timeOff.changeLabel', { when })}
                removeLabel={t('timeOff.removeLabel', { when })}
                busy={removing.busy}
                onChange={() => setEditing(timeOff.id)}
                onRemove={() => remove(timeOff)}
              />
            </>
          )
        }}
      </RuleList>
      <Dialog open={open} title={t(edited ? 'timeOff.changeTitle' : 'timeOff.addTitle')} onClose={close}>
        {open && <TimeOffForm doctor={doctor} timeOff={edited} change={saving} onSaved={close} onCancel={close} />}
      </Dialog>
      <StrandedDialog change={saving} />
      <RemovedToast restorer={restorer} />
    </>
  )
}
