// The rules of a doctor's schedule: for the doctor, the staff of their clinics, and administrators. A change can be tried
// first (`dryRun`): it answers what it would leave behind, and writes nothing.
import { queryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import { readAll } from './read-all'
import type {
  Override,
  NewOverride,
  NewTimeOff,
  NewWeeklyHours,
  Page,
  ScheduleRules,
  ScheduleRulesChange,
  Stranded,
  TimeOff,
  WeeklyHours,
} from './types'

/** Whether a change is only tried. */
export interface Trial {
  dryRun: boolean
}

export const scheduleKey = (doctorId: string) => ['schedule', doctorId] as const

export function weeklyHoursQuery(doctorId: string) {
  return queryOptions({
    queryKey: [...scheduleKey(doctorId), 'hours'],
    queryFn: ({ signal }) => readAll<WeeklyHours>(`doctors/${doctorId}/availability/`, signal),
  })
}

export function overridesQuery(doctorId: string) {
  return queryOptions({
    queryKey: [...scheduleKey(doctorId), 'overrides'],
    // All of them on one page.
    queryFn: async ({ signal }) => (await read<Page<Override>>(`doctors/${doctorId}/overrides/`, {}, signal)).results,
  })
}

export function timeOffQuery(doctorId: string) {
  return queryOptions({
    queryKey: [...scheduleKey(doctorId), 'time-off'],
    queryFn: ({ signal }) => readAll<TimeOff>(`doctors/${doctorId}/time_off/`, signal),
  })
}

export function scheduleRulesQuery(doctorId: string) {
  return queryOptions({
    queryKey: [...scheduleKey(doctorId), 'rules'],
    queryFn: ({ signal }) => read<ScheduleRules>(`doctors/${doctorId}/schedule/`, {}, signal),
  })
}

export function addHours(doctorId: string, hours: NewWeeklyHours, trial: Trial): Promise<WeeklyHours & Partial<Stranded>> {
  return write(pathOf(doctorId, 'availability/', trial), hours)
}

export function changeHours(doctorId: string, hours: WeeklyHours, change: Partial<NewWeeklyHours>, trial: Trial): Promise<WeeklyHours & Stranded> {
  return write(pathOf(doctorId, `availability/${hours.id}/`, trial), change, { method: 'PATCH', ifMatch: hours.version })
}

export function removeHours(doctorId: string, id: string, trial: Trial): Promise<Stranded> {
  return write(pathOf(doctorId, `availability/${id}/`, trial), null, { method: 'DELETE' })
}

export function addOverride(doctorId: string, override: NewOverride, trial: Trial): Promise<Override & Stranded> {
  return write(pathOf(doctorId, 'overrides/', trial), override)
}

export function changeOverride(
  doctorId: string,
  { id, version }: Override,
  change: Partial<NewOverride>,
  trial: Trial,
): Promise<Override & Stranded> {
  return write(pathOf(doctorId, `overrides/${id}/`, trial), change, { method: 'PATCH', ifMatch: version })
}

export function removeOverride(doctorId: string, id: string, trial: Trial): Promise<Stranded> {
  return write(pathOf(doctorId, `overrides/${id}/`, trial), null, { method: 'DELETE' })
}

export function addTimeOff(doctorId: string, timeOff: NewTimeOff, trial: Trial): Promise<TimeOff & Stranded> {
  return write(pathOf(doctorId, 'time_off/', trial), timeOff)
}

export function changeTimeOff(
  doctorId: string,
  { id, version }: TimeOff,
  change: Partial<NewTimeOff>,
  trial: Trial,
): Promise<TimeOff & Stranded> {
  return write(pathOf(doctorId, `time_off/${id}/`, trial), change, { method: 'PATCH', ifMatch: version })
}

/** Strands nobody: the doctor is there again. */
export function removeTimeOff(doctorId: string, id: string): Promise<void> {
  return write(pathOf(doctorId, `time_off/${id}/`, { dryRun: false }), null, { method: 'DELETE' })
}

export function changeScheduleRules(
  { doctor_id, rules_version }: ScheduleRules,
  rules: ScheduleRulesChange,
  trial: Trial,
): Promise<ScheduleRules & Stranded> {
  return write(pathOf(doctor_id, 'schedule/', trial), rules, { method: 'PUT', ifMatch: rules_version })
}

/** Below the doctor. */
export function pathOf(doctorId: string, below: string, { dryRun }: Trial): string {
  return `doctors/${doctorId}/${below}${dryRun ? '?dry_run=true' : ''}`
}
