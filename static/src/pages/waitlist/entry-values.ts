// Waiting for a time, as its form holds it and as it is sent, and how an entry is read back. Pure.
import type { NewWaitlistEntry, WaitlistEntry } from '@/api/types'
import { addDays, dayIn, isDay, PARTS_OF_DAY } from '@/time/days'
import type { Day, PartOfDay } from '@/time/days'

export const JOIN_FIELDS = ['from', 'to', 'part', 'kind', 'patient'] as const
export type JoinField = (typeof JOIN_FIELDS)[number]

/** `part` is a part of the day or empty for any; `patient` is a dependant or empty for oneself. */
export type JoinValues = Record<JoinField, string>

export type JoinFault = 'noFirstDay' | 'past' | 'noLastDay' | 'endsBefore'

/** Hours on the doctor's wall, as the page divides a day elsewhere. */
const HOURS: Record<PartOfDay, [string, string]> = {
  morning: ['00:00', '12:00'],
  afternoon: ['12:00', '17:00'],
  evening: ['17:00', '23:59'],
}

/** From today for two weeks, at any time of the day. */
export function newValues(today: Day, kind: string): JoinValues {
  return { from: today, to: addDays(today, 14), part: '', kind, patient: '' }
}

export function faultOf({ from, to }: JoinValues, today: Day): { field: JoinField; fault: JoinFault } | null {
  if (!isDay(from)) return { field: 'from', fault: 'noFirstDay' }
  if (!isDay(to)) return { field: 'to', fault: 'noLastDay' }
  if (to < today) return { field: 'to', fault: 'past' }
  return to < from ? { field: 'to', fault: 'endsBefore' } : null
}

export function entryOf(values: JoinValues, doctorId: string): NewWaitlistEntry {
  const part = PARTS_OF_DAY.find((each) => each === values.part)
  return {
    doctor_id: doctorId,
    from: values.from,
    to: values.to,
    appointment_type: values.kind,
    ...(part && { time_of_day: HOURS[part] }),
    ...(values.patient !== '' && { patient_id: values.patient }),
  }
}

/** The days that somebody waits for, in the reader's zone where the server tells instants. */
export function daysOf({ from, to }: WaitlistEntry, zone: string): { from: Day; to: Day } {
  // The end of a range of instants is not in it.
  const last = isDay(to) ? to : dayIn(new Date(Date.parse(to) - 1), zone)
  return { from: isDay(from) ? from : dayIn(from, zone), to: last }
}

/** A part of the day where the hours are just that, the hours themselves, or null for any time. */
export function hoursOf({ time_of_day: hours }: WaitlistEntry): PartOfDay | { from: string; to: string } | null {
  if (!hours) return null
  const [from, to] = hours.map((hour) => hour.slice(0, 5)) as [string, string]
  return PARTS_OF_DAY.find((part) => HOURS[part][0] === from && HOURS[part][1] === to) ?? { from, to }
}

/** What still concerns the reader: a visit that came of it is among the visits. */
export function isShown({ status }: WaitlistEntry): boolean {
  return status === 'waiting' || status === 'offered' || status === 'lapsed'
}
