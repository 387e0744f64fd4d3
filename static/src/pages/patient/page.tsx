// One patient, opened: nothing masked, and their visits.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ChevronLeft, SquarePen } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { patientQuery } from '@/api/patients'
import type { Patient } from '@/api/types'
import { WriteDialog } from '@/pages/messages/write-dialog'
import { ageOn } from '@/pages/patients/age'
import { Gate } from '@/session/gate'
import { dayIn, readersZone } from '@/time/days'
import { formatDay, zoneCity } from '@/time/format'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { ErrorState, Skeleton } from '@/ui/states'
import { VisitList } from './visit-list'

export function PatientPage() {
  const { t } = useTranslation()
  const { patientId } = useParams({ from: '/patients/$patientId' })
  return (
    <Gate title={t('patient.title')} roles={['staff', 'doctor', 'admin']}>
      {(user) => (
        <div className="flex flex-col gap-6">
          <Link
            to="/patients"
            className="-ml-1 inline-flex min-h-11 items-center gap-1 self-start rounded-base pr-2 text-small font-semibold text-action-ink hover:underline"
          >
            <ChevronLeft aria-hidden className="size-4" />
            {t('patient.back')}
          </Link>
          {/* Administrators are in nobody's care team. */}
          <Opened key={patientId} id={patientId} writes={user.role !== 'admin'} />
        </div>
      )}
    </Gate>
  )
}

function Opened({ id, writes }: { id: string; writes: boolean }) {
  const { data: patient, error, refetch } = useQuery(patientQuery(id))
  if (error && !patient) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!patient) {
    return (
      <div aria-busy className="flex flex-col gap-6">
        <Skeleton className="h-16 max-w-md" />
        <Skeleton className="h-40" />
        <Skeleton className="h-64" />
      </div>
    )
  }
  return (
    <>
      <Facts patient={patient} />
      {writes && <WriteTo patient={patient} />}
      <VisitList patientId={patient.id} />
    </>
  )
}

function WriteTo({ patient: { id, first_name, last_name } }: { patient: Patient }) {
  const { t } = useTranslation()
  const [writing, setWriting] = useState(false)
  return (
    <>
      <Button kind="secondary" className="self-start" onClick={() => setWriting(true)}>
        <SquarePen aria-hidden className="size-5" />
        {t('messages.writeTo')}
      </Button>
      <WriteDialog occasion={writing ? { to: { id, name: `${first_name} ${last_name}` } } : null} onClose={() => setWriting(false)} />
    </>
  )
}

function Facts({ patient }: { patient: Patient }) {
  const { t } = useTranslation()
  const { date_of_birth: born } = patient
  return (
    <>
      <div className="flex items-center gap-4">
        <Avatar firstName={patient.first_name} lastName={patient.last_name} size="large" />
        <div className="flex min-w-0 flex-col items-start gap-1">
          <PageHead title={`${patient.first_name} ${patient.last_name}`} />
          <Badge tone={patient.has_account ? 'stands' : 'over'}>
            {t(patient.has_account ? 'patient.hasAccount' : 'patient.noAccount')}
          </Badge>
        </div>
      </div>
      <dl
        data-testid="patient-facts"
        className="grid gap-x-8 gap-y-4 rounded-base border border-line bg-surface p-5 sm:grid-cols-2 sm:p-6 lg:grid-cols-3"
      >
        <Fact name={t('profile.dateOfBirth')}>
          {born
            ? t('patient.born', { day: formatDay(born, 'date'), count: ageOn(dayIn(new Date(), readersZone()), born) })
            : t('patient.unknown')}
        </Fact>
        <Fact name={t('phone.label')}>
          {patient.phone ? <Reach href={`tel:${patient.phone}`}>{patient.phone}</Reach> : t('contact.none')}
        </Fact>
        <Fact name={t('signIn.email')}>
          {patient.email ? <Reach href={`mailto:${patient.email}`}>{patient.email}</Reach> : t('contact.none')}
        </Fact>
        <Fact name={t('profile.timeZone')}>{zoneCity(patient.time_zone)}</Fact>
        <Fact name={t('patient.since')}>{formatDay(dayIn(patient.created_at, readersZone()), 'date')}</Fact>
      </dl>
      <p className="-mt-3 text-small text-ink-faint">{t('patient.onRecord')}</p>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-small text-ink-faint">{name}</dt>
      <dd className="font-medium wrap-anywhere">{children}</dd>
    </div>
  )
}

function Reach({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="text-action-ink underline underline-offset-2">
      {children}
    </a>
  )
}
