// Waiting for a time, as its form holds it and as it is sent, and how an entry is read back. Pure.
import type { NewWaitlistEntry, TimeOfDay, WaitlistEntry, WaitlistEntryChange } from '@/api/types'
import { addDays, dayIn, isDay, PARTS_OF_DAY } from '@/time/days'
import type { Day, PartOfDay } from '@/time/days'

export const WHEN_FIELDS = ['from', 'to', 'part'] as const
export type WhenField = (typeof WHEN_FIELDS)[number]
export const JOIN_FIELDS = [...WHEN_FIELDS, 'kind', 'patient'] as const
export type JoinField = (typeof JOIN_FIELDS)[number]

/** `part` is a part of the day, empty for any, or hours that are neither. */
export type WhenValues = Record<WhenField, string>
/** `patient` is a dependant, or empty for oneself. */
export type JoinValues = Record<JoinField, string>

/** Hours that were asked for elsewhere, and are no part of the day. */
export const OWN_HOURS = 'own'

/** A doctor, or whoever of a specialty has time. */
export type Whom = { doctor_id: string } | { specialty: string }

/** Hours on the doctor's wall, as the page divides a day elsewhere. */
const HOURS: Record<PartOfDay, TimeOfDay> = {
  morning: ['00:00', '12:00'],
  afternoon: ['12:00', '17:00'],
  evening: ['17:00', '23:59'],
}

/** From today for two weeks, at any time of the day. */
export function newValues(today: Day, kind: string): JoinValues {
  return { from: today, to: addDays(today, 14), part: '', kind, patient: '' }
}

export function entryOf(values: JoinValues, whom: Whom): NewWaitlistEntry {
  const hours = hoursOfPart(values.part)
  return {
    ...whom,
    from: values.from,
    to: values.to,
    appointment_type: values.kind,
    ...(hours && { time_of_day: hours }),
    ...(values.patient !== '' && { patient_id: values.patient }),
  }
}

function hoursOfPart(part: string): TimeOfDay | null {
  const known = PARTS_OF_DAY.find((each) => each === part)
  return known === undefined ? null : HOURS[known]
}

export function whenOfEntry(entry: WaitlistEntry, zone: string): WhenValues {
  const hours = hoursOf(entry)
  return { ...daysOf(entry, zone), part: hours === null ? '' : typeof hours === 'string' ? hours : OWN_HOURS }
}

/** Only what differs: days that were instants stay so, unless others are given. */
export function changeOf(values: WhenValues, entry: WaitlistEntry, zone: string): WaitlistEntryChange {
  const before = whenOfEntry(entry, zone)
  return {
    ...((values.from !== before.from || values.to !== before.to) && { from: values.from, to: values.to }),
    ...(values.part !== before.part && { time_of_day: hoursOfPart(values.part) }),
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

/** Whether other days or hours can still be asked for. */
export function mayChange({ status }: WaitlistEntry): boolean {
  return status === 'waiting' || status === 'offered'
}
