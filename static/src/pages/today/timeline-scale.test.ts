// Where visits lie on the timeline.
import { expect, it } from 'vitest'
import type { Appointment } from '@/api/types'
import { minuteOf, scaleFor, topOf } from './timeline-scale'

const visit = (starts_at: string, ends_at: string) => ({ starts_at, ends_at }) as Appointment

it('minutes are those of the doctor, not of the reader', () => {
  expect(minuteOf('2026-11-24T08:30:00Z', '2026-11-24', 'Europe/Paris')).toBe(9 * 60 + 30)
})

it('a visit past midnight ends with the day', () => {
  expect(minuteOf('2026-11-24T23:30:00Z', '2026-11-24', 'Europe/Paris')).toBe(24 * 60)
})

it('the timeline shows office hours and stretches to what lies outside', () => {
  expect(scaleFor([], '2026-11-24', 'UTC')).toMatchObject({ firstHour: 9, lastHour: 17 })
  const long = scaleFor([visit('2026-11-24T06:45:00Z', '2026-11-24T18:10:00Z')], '2026-11-24', 'UTC')
  expect(long).toMatchObject({ firstHour: 6, lastHour: 19 })
})

it('a short visit is as tall as its buttons', () => {
  const scale = scaleFor([visit('2026-11-24T10:00:00Z', '2026-11-24T10:15:00Z')], '2026-11-24', 'UTC')
  expect(15 * scale.pxPerMinute).toBeGreaterThanOrEqual(68)
  expect(topOf(9 * 60, scale)).toBe(0)
})
