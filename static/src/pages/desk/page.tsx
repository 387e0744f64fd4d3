// The front desk: all doctors of a clinic on one day, who waits here, who waits for a time. `?clinic=`, `?date=`; free
// times are those of the kind of visit in `?type=`.
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { clinicsQuery } from '@/api/clinics'
import type { User } from '@/api/types'
import { clinicHere, clinicsOf } from '@/pages/clinic/clinic-here'
import { DaySwitch } from '@/pages/today/day-switch'
import { Gate } from '@/session/gate'
import { dayIn, readersZone } from '@/time/days'
import type { Day } from '@/time/days'
import { formatDay } from '@/time/format'
import { useNow } from '@/time/use-now'
import { SelectField } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { DeskDay } from './desk-day'

const NOW_EVERY_MS = 15_000

export function DeskPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('desk.title')} roles={['staff', 'admin']}>
      {(user) => <Desk user={user} />}
    </Gate>
  )
}

function Desk({ user }: { user: User }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/desk' })
  const { clinic: chosen, date, type } = useSearch({ from: '/desk' })
  const all = useQuery(clinicsQuery)
  const clinics = clinicsOf(user, all.data ?? [])
  const here = clinicHere(clinics, chosen)
  const zone = all.data?.find(({ id }) => id === here?.id)?.time_zone ?? readersZone()
  const now = useNow(NOW_EVERY_MS)
  const today = dayIn(now, zone)
  const day = date ?? today
  const go = (next: { clinic?: string; date?: Day; type?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false })
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={t('desk.title')} lead={formatDay(day, 'full')}>
        <div className="flex flex-wrap items-end gap-3">
          {clinics.length > (here ? 1 : 0) && (
            <div className="w-full sm:w-56">
              <SelectField
                label={t('clinic.choose')}
                value={here?.id ?? ''}
                onChange={(choice) => go({ clinic: choice.target.value })}
              >
                {!here && <option value="">{t('invite.noClinic')}</option>}
                {clinics.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </SelectField>
            </div>
          )}
          <DaySwitch day={day} isToday={day === today} onDay={(next) => go({ date: next === today ? undefined : next })} />
        </div>
      </PageHead>
      {all.error && !all.data ? (
        <ErrorState error={all.error} onRetry={() => void all.refetch()} />
      ) : !all.data ? (
        <div aria-busy>
          <Skeleton className="h-120" />
        </div>
      ) : here ? (
        <DeskDay
          key={here.id}
          clinicId={here.id}
          day={day}
          zone={zone}
          now={now}
          wantedKind={type}
          onKind={(code) => go({ type: code })}
        />
      ) : (
        <EmptyState
          icon={<Building2 aria-hidden className="size-6" />}
          title={t(chosen === undefined ? 'clinic.noneTitle' : 'clinic.notYoursTitle')}
        >
          {t(chosen === undefined ? 'clinic.none' : 'clinic.notYours')}
        </EmptyState>
      )}
    </div>
  )
}
