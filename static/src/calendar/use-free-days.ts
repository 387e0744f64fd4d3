// A week of a doctor's free times, for choosing another time of a visit: which week, which day of it.
import { useMemo, useState } from 'react'
import type { Appointment } from '@/api/types'
import { DAYS_SHOWN, LAST_WEEK } from '@/pages/doctor/choice'
import { byDay } from '@/pages/doctor/slot-list'
import { useSlots } from '@/pages/doctor/use-slots'
import { addDays, dayIn, daysBetween } from '@/time/days'
import type { Day } from '@/time/days'

export function useFreeDays(visit: Pick<Appointment, 'doctor_id' | 'appointment_type' | 'starts_at'>, zone: string) {
  const today = dayIn(new Date(), zone)
  const weekOf = (each: Day) => Math.min(Math.max(0, Math.floor(daysBetween(today, each) / DAYS_SHOWN)), LAST_WEEK)
  const [picked, setPicked] = useState<Day | null>(() => dayIn(visit.starts_at, zone))
  const [week, setWeek] = useState(() => weekOf(dayIn(visit.starts_at, zone)))
  const firstDay = addDays(today, week * DAYS_SHOWN)
  const slots = useSlots({
    doctorId: visit.doctor_id,
    firstDay,
    dayCount: DAYS_SHOWN,
    appointmentType: visit.appointment_type,
    onChange: () => undefined,
  })
  const free = slots.data?.slots
  const days = useMemo(() => byDay(free ?? [], zone, firstDay, DAYS_SHOWN), [free, zone, firstDay])
  const firstFree = [...days].find(([, list]) => list.length > 0)?.[0]
  const turnTo = (next: number) => {
    setWeek(next)
    setPicked(null)
  }
  return {
    slots,
    free,
    today,
    days,
    day: picked ?? firstFree ?? (free ? firstDay : null),
    goToDay: (day: Day) => {
      setWeek(weekOf(day))
      setPicked(day)
    },
    goEarlier: week > 0 ? () => turnTo(week - 1) : null,
    goLater: week < LAST_WEEK ? () => turnTo(week + 1) : null,
  }
}
