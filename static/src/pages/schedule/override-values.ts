// What is different on one date, as its form holds it, what is wrong with it, and what of it is sent. Pure.
import type { DayWindow, NewOverride, Override } from '@/api/types'
import { isDay } from '@/time/days'
import type { Day } from '@/time/days'
import { minuteOfText, MINUTES_PER_DAY } from '@/time/wall'

/** The ids of its fields begin with it. */
export const OVERRIDE_FORM = 'single-day'

export interface OverrideValues {
  date: string
  closed: boolean
  windows: DayWindow[]
  reason: string
}

export type OverrideFault = 'noDate' | 'past' | 'noWindow' | 'noStart' | 'noEnd' | 'empty' | 'noClinic' | 'overlaps'

/** Where it is: the date, the windows as a whole, or a field of one of them. */
export interface FoundOverrideFault {
  path: (string | number)[]
  fault: OverrideFault
}

export function newOverride(clinicId: string, date: Day | ''): OverrideValues {
  return { date, closed: false, windows: [newDayWindow(clinicId)], reason: '' }
}

export function newDayWindow(clinicId: string): DayWindow {
  return { clinic_id: clinicId, start_time: '', end_time: '' }
}

export function overrideValuesOf({ date, closed, windows, reason }: Override, clinicId: string): OverrideValues {
  const shown = windows.map(({ clinic_id, start_time, end_time }) => ({
    clinic_id,
    start_time: start_time.slice(0, 5),
    end_time: end_time.slice(0, 5),
  }))
  // Opened again, there is a window to begin with.
  return { date, closed, windows: shown.length > 0 ? shown : [newDayWindow(clinicId)], reason }
}

export function overrideOf({ date, closed, windows, reason }: OverrideValues): NewOverride {
  return { date, closed, windows: closed ? [] : windows, reason: reason.trim() }
}

/** The first thing that is wrong; a day that has begun may stay. */
export function overrideFault(values: OverrideValues, today: Day, begun: Day | ''): FoundOverrideFault | null {
  if (!isDay(values.date)) return { path: ['date'], fault: 'noDate' }
  if (values.date < today && values.date !== begun) return { path: ['date'], fault: 'past' }
  if (values.closed) return null
  if (values.windows.length === 0) return { path: ['windows'], fault: 'noWindow' }
  for (const [index, window] of values.windows.entries()) {
    const start = minuteOfText(window.start_time)
    const end = minuteOfText(window.end_time)
    const at = (field: keyof DayWindow, fault: OverrideFault) => ({ path: ['windows', index, field], fault })
    if (start === null) return at('start_time', 'noStart')
    if (end === null) return at('end_time', 'noEnd')
    if (start === end) return at('end_time', 'empty')
    if (window.clinic_id === '') return at('clinic_id', 'noClinic')
    if (values.windows.slice(0, index).some((before) => overlap(before, window))) return at('start_time', 'overlaps')
  }
  return null
}

function overlap(one: DayWindow, other: DayWindow): boolean {
  const [a, b] = [stretch(one), stretch(other)]
  return a.from < b.to && b.from < a.to
}

function stretch({ start_time, end_time }: DayWindow): { from: number; to: number } {
  const from = minuteOfText(start_time) ?? 0
  const to = minuteOfText(end_time) ?? 0
  return { from, to: to > from ? to : to + MINUTES_PER_DAY }
}
