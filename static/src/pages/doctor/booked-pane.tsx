// What is said once a visit is booked: when, and what happens next.
import { Link } from '@tanstack/react-router'
import { CalendarPlus, CheckCircle2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/api/types'
import { calendarFileOf } from '@/api/visits'
import { whenOf } from '@/time/when-of'
import { Button, buttonLook } from '@/ui/button'

interface BookedPaneProps {
  appointment: Appointment
  doctorName: string
  zone: string
  onAnother: () => void
}

export function BookedPane({ appointment, doctorName, zone, onAnother }: BookedPaneProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div data-testid="booked" className="animate-arrives flex flex-col gap-4">
      <CheckCircle2 aria-hidden className="size-10 text-action" />
      <div>
        <h2 ref={heading} tabIndex={-1} className="text-title font-bold tracking-tight outline-none">
          {t('booked.title')}
        </h2>
        <p className="mt-2 font-semibold">
          {whenOf(appointment.starts_at, zone)}
        </p>
        <p className="text-ink-soft">{t('confirm.with', { doctor: doctorName })}</p>
      </div>
      <p className="text-ink-soft">
        {appointment.status === 'confirmed' ? t('booked.confirmed') : t('booked.pending', { doctor: doctorName })}
      </p>
      <div className="flex flex-col gap-2">
        <Link to="/appointments" search={{ appointment: appointment.id }} className={buttonLook('primary')}>
          {t('booked.toAppointments')}
        </Link>
        <a href={calendarFileOf(appointment.id)} download="visit.ics" className={buttonLook('secondary')}>
          <CalendarPlus aria-hidden className="size-4" />
          {t('appointments.addToCalendar')}
        </a>
        <Button kind="quiet" onClick={onAnother}>
          {t('booked.another')}
        </Button>
      </div>
    </div>
  )
}
