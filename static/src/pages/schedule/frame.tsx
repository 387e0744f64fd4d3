// Around the pages of a schedule: whose it is, what else there is about it, and the visits that changes left outside.
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Doctor } from '@/api/types'
import { DoctorFrame } from '@/calendar/doctor-frame'
import { Gate } from '@/session/gate'
import { zoneCity } from '@/time/format'
import { PageHead } from '@/ui/page-head'
import { tabLink } from '@/ui/tab-link'
import { LeftOutside } from './left-outside'

export function ScheduleFrame({ children }: { children: (doctor: Doctor) => ReactNode }) {
  const { t } = useTranslation()
  const title = t('schedule.title')
  return (
    <Gate title={title} roles={['doctor', 'staff', 'admin']}>
      {(user) => (
        <DoctorFrame
          user={user}
          head={(choice, doctor) => (
            <>
              <PageHead
                title={title}
                lead={
                  user.role === 'doctor' || !doctor
                    ? t('schedule.lead')
                    : t('schedule.leadOf', {
                        doctor: t('doctors.name', { first: doctor.first_name, last: doctor.last_name }),
                      })
                }
              >
                {choice}
              </PageHead>
              <Tabs />
            </>
          )}
        >
          {(doctor) => (
            <>
              <LeftOutside doctorId={doctor.id} zone={doctor.time_zone} />
              {children(doctor)}
              <p className="text-small text-ink-faint">{t('schedule.zone', { zone: zoneCity(doctor.time_zone) })}</p>
            </>
          )}
        </DoctorFrame>
      )}
    </Gate>
  )
}

const TABS = [
  { to: '/schedule', name: 'week' },
  { to: '/schedule/dates', name: 'dates' },
  { to: '/schedule/time-off', name: 'timeOff' },
  { to: '/schedule/kinds', name: 'kinds' },
  { to: '/schedule/rules', name: 'rules' },
] as const

function Tabs() {
  const { t } = useTranslation()
  const { doctor } = useSearch({ strict: false })
  return (
    <nav aria-label={t('schedule.pages')}>
      <ul className="flex flex-wrap gap-1">
        {TABS.map(({ to, name }) => (
          <li key={to}>
            <Link to={to} search={{ doctor }} activeOptions={{ exact: true, includeSearch: false }} {...tabLink}>
              {t(`schedule.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
