// Around the pages of one doctor's schedule: which doctor it is, and whom these pages are for.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CalendarOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Doctor, User } from '@/api/types'
import { SelectField } from '@/ui/field'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { useDoctorsHere } from './doctor-here'

interface DoctorFrameProps {
  user: User
  /** The title, around the choice of the doctor where there is one. */
  head: (choice: ReactNode, doctor: Doctor | undefined) => ReactNode
  children: (doctor: Doctor) => ReactNode
}

export function DoctorFrame({ user, head, children }: DoctorFrameProps) {
  const { t } = useTranslation()
  const { doctor: chosen } = useSearch({ strict: false })
  const { doctors, here, known, error, again } = useDoctorsHere(user, chosen)
  const choice = doctors.length > (here ? 1 : 0) && <DoctorChoice doctors={doctors} here={here} />
  return (
    <div className="flex flex-col gap-6">
      {head(choice, here)}
      {error && !known ? (
        <ErrorState error={error} onRetry={again} />
      ) : !known ? (
        <div aria-busy>
          <Skeleton className="h-120" />
        </div>
      ) : here ? (
        // What was opened or shown for one doctor does not stay for another.
        <div key={here.id} className="flex flex-col gap-6">
          {children(here)}
        </div>
      ) : (
        <EmptyState
          icon={<CalendarOff aria-hidden className="size-6" />}
          title={t(doctors.length === 0 ? 'schedule.noDoctorsTitle' : 'schedule.notYoursTitle')}
        >
          {t(doctors.length === 0 ? 'schedule.noDoctors' : 'schedule.notYours')}
        </EmptyState>
      )}
    </div>
  )
}

function DoctorChoice({ doctors, here }: { doctors: Doctor[]; here: Doctor | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div className="w-full sm:w-64">
      <SelectField
        label={t('schedule.doctor')}
        value={here?.id ?? ''}
        onChange={(choice) =>
          void navigate({ to: '.', search: (before) => ({ ...before, doctor: choice.target.value }), resetScroll: false })
        }
      >
        {!here && <option value="">{t('schedule.chooseDoctor')}</option>}
        {doctors.map(({ id, first_name, last_name }) => (
          <option key={id} value={id}>
            {t('doctors.name', { first: first_name, last: last_name })}
          </option>
        ))}
      </SelectField>
    </div>
  )
}
