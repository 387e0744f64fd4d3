// Who the doctor is: the first of the three panes.
import { Link } from '@tanstack/react-router'
import { ChevronLeft, Languages, MapPin, Star, Wallet } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Doctor } from '@/api/types'
import { languageName } from '@/i18n/language-name'
import { specialtyName } from '@/pages/find-doctor/specialty'
import { formatMoney } from '@/time/format'
import { Avatar } from '@/ui/avatar'
import { classNames } from '@/ui/class-names'
import { usePageTitle } from '@/ui/page-head'
import { Skeleton } from '@/ui/states'

export function BackToDoctors() {
  const { t } = useTranslation()
  return (
    <Link
      to="/"
      className="-ml-1 inline-flex min-h-11 items-center gap-1 self-start rounded-base pr-2 text-small font-semibold text-action-ink hover:underline"
    >
      <ChevronLeft aria-hidden className="size-4" />
      {t('booker.back')}
    </Link>
  )
}

interface DoctorHeadProps {
  doctor: Doctor
  name: string
  /** On a phone only the name stays, so that the next step is in view. */
  short: boolean
}

export function DoctorHead({ doctor, name, short }: DoctorHeadProps) {
  const { t } = useTranslation()
  usePageTitle(name)
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-4 xl:flex-col xl:items-start">
        <Avatar firstName={doctor.first_name} lastName={doctor.last_name} size="large" />
        <div className="min-w-0">
          <h1 className="text-title font-bold tracking-tight">{name}</h1>
          <p className="text-ink-soft">
            {specialtyName(doctor.specialty)}
            {doctor.subspecialty && ` · ${specialtyName(doctor.subspecialty)}`}
          </p>
        </div>
      </div>
      {doctor.bio && <p className={classNames('max-w-prose text-ink-soft', short && 'max-lg:hidden')}>{doctor.bio}</p>}
      <dl className={classNames('flex flex-wrap gap-x-6 gap-y-2.5 text-small xl:flex-col', short && 'max-lg:hidden')}>
        {doctor.rating != null && doctor.rating_count > 0 && (
          <Fact icon={<Star aria-hidden className="size-4 text-waiting" />} label="★">
            <span className="sr-only">
              {t('doctors.rating', { rating: doctor.rating.toFixed(1), count: doctor.rating_count })}
            </span>
            <span aria-hidden>
              {doctor.rating.toFixed(1)} ({doctor.rating_count})
            </span>
          </Fact>
        )}
        {doctor.clinics.length > 0 && (
          <Fact icon={<MapPin aria-hidden className="size-4" />} label={t('booker.place')}>
            {doctor.clinics.map((clinic) => clinic.name).join(', ')}
          </Fact>
        )}
        {doctor.languages.length > 0 && (
          <Fact icon={<Languages aria-hidden className="size-4" />} label={t('booker.languages')}>
            {doctor.languages.map(languageName).join(', ')}
          </Fact>
        )}
        {doctor.consultation_fee && doctor.currency && (
          <Fact icon={<Wallet aria-hidden className="size-4" />} label={t('booker.fee')}>
            {formatMoney(doctor.consultation_fee, doctor.currency)}
          </Fact>
        )}
      </dl>
    </div>
  )
}

function Fact({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 text-ink-soft">
      <dt className="text-ink-faint">
        {icon}
        <span className="sr-only">{label}</span>
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

export function DoctorHeadSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <div className="flex items-center gap-4 xl:flex-col xl:items-start">
        <Skeleton className="size-16 rounded-full" />
        <div className="flex flex-col gap-2">
          <Skeleton className="h-7 w-44" />
          <Skeleton className="h-5 w-28" />
        </div>
      </div>
      <Skeleton className="h-16 max-w-prose" />
      <Skeleton className="h-5 w-40" />
    </div>
  )
}
