// A doctor's page: who they are, their free times as they change, and booking one. What is chosen is in the address.
import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { doctorQuery } from '@/api/doctors'
import { isRefusal } from '@/api/refusal'
import { NotFoundPage } from '@/pages/not-found'
import { UnverifiedAddress } from '@/session/unverified-address'
import { ErrorState } from '@/ui/states'
import { Booker } from './booker'
import { BackToDoctors, DoctorHead, DoctorHeadSkeleton } from './doctor-head'

export function DoctorPage() {
  const { t } = useTranslation()
  const { doctorId } = useParams({ from: '/doctors/$doctorId' })
  const { slot } = useSearch({ from: '/doctors/$doctorId' })
  const { data: doctor, error, refetch } = useQuery(doctorQuery(doctorId))
  if (isRefusal(error) && error.status === 404) return <NotFoundPage />
  if (error && !doctor) {
    return (
      <div className="flex flex-col">
        <BackToDoctors />
        <ErrorState error={error} onRetry={() => void refetch()} />
      </div>
    )
  }
  const name = doctor && t('doctors.name', { first: doctor.first_name, last: doctor.last_name })
  return (
    <div className="flex flex-col gap-2">
      <BackToDoctors />
      <UnverifiedAddress />
      <div className="grid items-start gap-x-6 gap-y-6 lg:grid-cols-[minmax(0,1fr)_19rem] xl:grid-cols-[12rem_minmax(0,1fr)_19rem]">
        <div className="lg:col-span-2 xl:sticky xl:top-6 xl:col-span-1">
          {doctor && name ? <DoctorHead doctor={doctor} name={name} short={slot !== undefined} /> : <DoctorHeadSkeleton />}
        </div>
        <Booker key={doctorId} doctorId={doctorId} doctor={doctor} doctorName={name ?? ''} />
      </div>
    </div>
  )
}
