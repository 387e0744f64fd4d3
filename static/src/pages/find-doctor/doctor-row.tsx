// One doctor in the list: who, what for, where, and when they are free next.
import { Link } from '@tanstack/react-router'
import { ChevronRight, MapPin, Star } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Doctor } from '@/api/types'
import { addDays, dayIn, readersZone } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'
import { Avatar } from '@/ui/avatar'
import { Skeleton } from '@/ui/states'
import { specialtyName } from './specialty'

const ROW = 'flex items-center gap-4 rounded-base border border-line bg-surface p-4 sm:px-5'

export function DoctorRow({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  return (
    <li>
      <Link
        data-row
        data-testid="doctor"
        to="/doctors/$doctorId"
        params={{ doctorId: doctor.id }}
        className={`${ROW} group transition-[border-color,box-shadow] duration-150 hover:border-action-line hover:shadow-raised`}
      >
        <Avatar firstName={doctor.first_name} lastName={doctor.last_name} />
        <div className="flex min-w-0 flex-1 flex-col gap-x-6 gap-y-2 sm:flex-row sm:items-center">
          <div className="min-w-0 flex-1">
            <h2 className="text-large font-semibold">
              {t('doctors.name', { first: doctor.first_name, last: doctor.last_name })}
            </h2>
            <p className="flex flex-wrap items-center gap-x-3 text-ink-soft">
              <span>{specialtyName(doctor.specialty)}</span>
              {doctor.rating != null && doctor.rating_count > 0 && <Rating doctor={doctor} />}
            </p>
            {doctor.clinics[0] && (
              <p className="mt-0.5 flex items-center gap-1.5 text-small text-ink-faint">
                <MapPin aria-hidden className="size-4 shrink-0" />
                <span className="truncate">{doctor.clinics.map((clinic) => clinic.name).join(', ')}</span>
              </p>
            )}
          </div>
          <NextFree doctor={doctor} />
        </div>
        <ChevronRight
          aria-hidden
          className="size-5 shrink-0 text-ink-faint transition-transform duration-150 group-hover:translate-x-0.5"
        />
      </Link>
    </li>
  )
}

function Rating({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  const rating = (doctor.rating ?? 0).toFixed(1)
  return (
    <span className="inline-flex items-center gap-1 text-small">
      <Star aria-hidden className="size-4 text-waiting" />
      <span className="sr-only">{t('doctors.rating', { rating, count: doctor.rating_count })}</span>
      <span aria-hidden>
        {rating} <span className="text-ink-faint">({doctor.rating_count})</span>
      </span>
    </span>
  )
}

function NextFree({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  if (!doctor.accepts_new_patients) {
    return <p className="text-small text-ink-faint">{t('doctors.notAccepting')}</p>
  }
  if (!doctor.next_available) return <p className="text-small text-ink-faint">{t('doctors.noneFree')}</p>
  const zone = readersZone()
  const today = dayIn(new Date(), zone)
  const day = dayIn(doctor.next_available, zone)
  const dayName =
    day === today
      ? t('doctors.today')
      : day === addDays(today, 1)
        ? t('doctors.tomorrow')
        : formatDay(day, 'short')
  return (
    <p className="flex items-baseline gap-2 sm:flex-col sm:items-end sm:gap-0">
      <span className="text-small text-ink-faint">{t('doctors.nextFree')}</span>
      <span key={doctor.next_available} className="animate-ticks font-semibold text-action-ink">
        {dayName}, {formatTime(doctor.next_available, zone)}
      </span>
    </p>
  )
}

export function DoctorRowSkeleton() {
  return (
    <div className={ROW}>
      <Skeleton className="size-12 rounded-full" />
      <div className="flex flex-1 flex-col gap-2">
        <Skeleton className="h-6 w-48 max-w-full" />
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-4 w-40" />
      </div>
      <Skeleton className="hidden h-10 w-28 sm:block" />
    </div>
  )
}
