// A visit as it would be at another time: shown at once, while the server decides. Pure.
import type { Appointment } from '@/api/types'
import { dayIn } from '@/time/days'
import { minuteIn, textOfMinute } from '@/time/wall'

export function movedTo(visit: Appointment, startsAt: string): Appointment {
  const lasts = Date.parse(visit.ends_at) - Date.parse(visit.starts_at)
  const endsAt = new Date(Date.parse(startsAt) + lasts).toISOString().replace('.000Z', 'Z')
  const zone = visit.time_zone
  return {
    ...visit,
    starts_at: startsAt,
    ends_at: endsAt,
    appointment_date: dayIn(startsAt, zone),
    start_time: `${textOfMinute(minuteIn(startsAt, zone))}:00`,
    end_time: `${textOfMinute(minuteIn(endsAt, zone))}:00`,
  }
}

/** The list with this visit in the place of what it was. */
export function withVisit(visits: Appointment[], visit: Appointment): Appointment[] {
  return visits.map((each) => (each.id === visit.id ? visit : each))
}

/** What takes up time, or did. */
export function isShown({ status }: Pick<Appointment, 'status'>): boolean {
  return status !== 'cancelled' && status !== 'expired'
}
