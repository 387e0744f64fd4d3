// The kinds of visit that a doctor offers.
import { useQuery } from '@tanstack/react-query'
import { ClipboardList, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addAppointmentType, APPOINTMENT_TYPES, appointmentTypesQuery, removeAppointmentType } from '@/api/appointment-types'
import type { AppointmentType, Doctor } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { formatMoney } from '@/time/format'
import { Dialog } from '@/ui/dialog'
import { ChangeRefused } from './change-errors'
import { ScheduleFrame } from './frame'
import { KindForm } from './kind-form'
import { kindOf, kindValuesOf } from './kind-values'
import { RemovedToast } from './removed-toast'
import { RuleActions, RuleList } from './rule-list'
import { StrandedDialog } from './stranded-dialog'
import { useGuardedChange } from './use-guarded-change'
import { useRestore } from './use-restore'

export function KindsPage() {
  return <ScheduleFrame>{(doctor) => <Kinds doctor={doctor} />}</ScheduleFrame>
}

function Kinds({ doctor }: { doctor: Doctor }) {
  const { t, i18n } = useTranslation()
  const query = useQuery(appointmentTypesQuery(doctor.id))
  const saving = useGuardedChange(doctor.id)
  const removing = useGuardedChange(doctor.id)
  const restorer = useRestore(doctor.id)
  const [editing, setEditing] = useState<string | null>(null)
  const kinds = query.data ?? []
  const edited = kinds.find(({ code }) => code === editing) ?? null
  const free = APPOINTMENT_TYPES.filter((each) => kinds.every(({ code }) => code !== each))
  const open = editing === 'new' || edited !== null
  const close = () => {
    saving.leave()
    setEditing(null)
  }
  const remove = (kind: AppointmentType) =>
    removing.begin(
      // Visits of this kind keep their time: there is nothing to try.
      ({ dryRun }) => (dryRun ? Promise.resolve() : removeAppointmentType(doctor.id, kind.code)),
      (stranded) =>
        restorer.tell({
          what: typeName(i18n, kind.code),
          putBack: () => addAppointmentType(doctor.id, kindOf(kindValuesOf(kind)), { dryRun: false }),
          stranded,
        }),
    )
  return (
    <>
      <ChangeRefused change={removing} />
      <RuleList
        label={t('schedule.kinds')}
        query={query}
        keyOf={({ code }) => code}
        add={{ label: t('kinds.add'), icon: <Plus aria-hidden className="size-5" />, onAdd: () => setEditing('new') }}
        empty={{ icon: <ClipboardList aria-hidden className="size-6" />, title: t('kinds.emptyTitle'), text: t('kinds.empty') }}
      >
        {(kind) => {
          const name = typeName(i18n, kind.code)
          return (
            <>
              <div className="min-w-0 flex-1 basis-48">
                <h2 className="font-semibold">{name}</h2>
                <KindFacts kind={kind} currency={kind.currency ?? doctor.currency} />
              </div>
              <RuleActions
                changeLabel={t('kinds.changeLabel', { kind: name })}
                removeLabel={t('kinds.removeLabel', { kind: name })}
                busy={removing.busy}
                onChange={() => setEditing(kind.code)}
                onRemove={() => remove(kind)}
              />
            </>
          )
        }}
      </RuleList>
      <Dialog
        open={open}
        title={edited ? t('kinds.changeTitle', { kind: typeName(i18n, edited.code) }) : t('kinds.addTitle')}
        onClose={close}
      >
        {open &&
          (edited === null && free.length === 0 ? (
            <p>{t('kinds.allThere')}</p>
          ) : (
            <KindForm doctor={doctor} kind={edited} free={free} change={saving} onSaved={close} onCancel={close} />
          ))}
      </Dialog>
      <StrandedDialog change={saving} />
      <RemovedToast restorer={restorer} />
    </>
  )
}

function KindFacts({ kind, currency }: { kind: AppointmentType; currency: string }) {
  const { t } = useTranslation()
  const { buffer_before_minutes: before, buffer_after_minutes: after } = kind
  const facts = [
    t('kinds.minutes', { count: kind.duration_minutes }),
    t(`kinds.modes.${kind.mode}`),
    kind.capacity > 1 && t('kinds.places', { count: kind.capacity }),
    (before > 0 || after > 0) && t('kinds.buffers', { before, after }),
    kind.price && formatMoney(kind.price, currency),
  ]
  return <p className="text-small text-ink-soft">{facts.filter(Boolean).join(' · ')}</p>
}
