// What somebody waits for, in words: with whom, which days, which hours, which kind of visit.
import { useTranslation } from 'react-i18next'
import type { WaitlistEntry } from '@/api/types'
import { specialtyName } from '@/pages/find-doctor/specialty'
import { typeName } from '@/pages/appointments/type-name'
import { formatDay } from '@/time/format'
import { daysOf, hoursOf } from './entry-values'

export function EntryWords({ entry, zone }: { entry: WaitlistEntry; zone: string }) {
  const { t, i18n } = useTranslation()
  const { from, to } = daysOf(entry, zone)
  const hours = hoursOf(entry)
  const whom =
    entry.doctor_name
      ? t('doctors.called', { name: entry.doctor_name })
      : t('waitlist.anyDoctor', { specialty: specialtyName(entry.specialty ?? '') })
  return (
    <div>
      <p className="font-semibold">
        {from === to
          ? formatDay(from, 'long')
          : t('waitlist.between', { from: formatDay(from, 'short'), to: formatDay(to, 'short') })}
        {hours !== null && (
          <span className="font-normal text-ink-soft">
            {' · '}
            {typeof hours === 'string' ? t(`waitlist.parts.${hours}`) : `${hours.from}–${hours.to}`}
          </span>
        )}
      </p>
      <p>
        {whom}
        <span className="text-ink-soft"> · {typeName(i18n, entry.appointment_type)}</span>
      </p>
    </div>
  )
}
