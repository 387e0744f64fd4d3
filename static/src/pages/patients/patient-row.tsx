// One patient in the list: enough to tell two of a name apart, the rest behind the link.
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Patient } from '@/api/types'
import { formatDay } from '@/time/format'
import { Avatar } from '@/ui/avatar'

export function PatientRow({ patient }: { patient: Patient }) {
  const { t } = useTranslation()
  const reach = [patient.phone, patient.email].filter(Boolean).join(' · ')
  return (
    <li>
      <Link
        data-row
        data-testid="patient"
        to="/patients/$patientId"
        params={{ patientId: patient.id }}
        className="group flex items-center gap-4 px-4 py-3 transition-colors duration-150 hover:bg-sunken"
      >
        <Avatar firstName={patient.first_name} lastName={patient.last_name} />
        <div className="grid min-w-0 flex-1 gap-x-6 md:grid-cols-[minmax(0,1fr)_11rem_minmax(0,1fr)] md:items-center">
          <p className="truncate font-semibold">
            {patient.first_name} {patient.last_name}
          </p>
          <p className="text-small text-ink-soft">
            {patient.date_of_birth ? formatDay(patient.date_of_birth, 'date') : t('patients.bornUnknown')}
          </p>
          <p className="truncate text-small text-ink-faint">{reach || t('users.unreachable')}</p>
        </div>
        <ChevronRight
          aria-hidden
          className="size-5 shrink-0 text-ink-faint transition-transform duration-150 group-hover:translate-x-0.5"
        />
      </Link>
    </li>
  )
}
