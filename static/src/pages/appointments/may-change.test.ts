import { expect, it } from 'vitest'
import type { Appointment, AppointmentStatus } from '@/api/types'
import { isUpcoming, mayStillMove } from './may-change'

const BEFORE = Date.parse('2026-11-24T08:00:00Z')
const DURING = Date.parse('2026-11-24T09:10:00Z')
const AFTER = Date.parse('2026-11-24T10:00:00Z')

const visit = (status: AppointmentStatus) =>
  ({ status, starts_at: '2026-11-24T09:00:00Z', ends_at: '2026-11-24T09:30:00Z' }) as Appointment

const which = (may: (visit: Appointment) => boolean) =>
  (['pending', 'confirmed', 'checked_in', 'in_progress', 'completed', 'cancelled', 'no_show'] as const).filter((status) =>
    may(visit(status)),
  )

it('who has not arrived may be moved, before the time', () => {
  expect(which((each) => mayStillMove(each, BEFORE))).toEqual(['pending', 'confirmed'])
  expect(which((each) => mayStillMove(each, DURING))).toEqual([])
})

it('a visit is coming up until its end, unless it is over', () => {
  expect(which((each) => isUpcoming(each, DURING))).toEqual(['pending', 'confirmed', 'checked_in', 'in_progress'])
  expect(which((each) => isUpcoming(each, AFTER))).toEqual([])
})
