import { expect, it } from 'vitest'
import type { Appointment } from '@/api/types'
import { isShown, movedTo, withVisit } from './moved'

const visit = {
  id: 'v1',
  starts_at: '2026-10-24T08:00:00Z',
  ends_at: '2026-10-24T08:30:00Z',
  time_zone: 'Europe/Paris',
  appointment_date: '2026-10-24',
  start_time: '10:00:00',
  end_time: '10:30:00',
} as Appointment

it('a moved visit is as long as before, on the clock of its zone', () => {
  // The clocks went back in between.
  expect(movedTo(visit, '2026-10-25T09:00:00Z')).toMatchObject({
    ends_at: '2026-10-25T09:30:00Z',
    appointment_date: '2026-10-25',
    start_time: '10:00:00',
    end_time: '10:30:00',
  })
})

it('takes its own place in a list, and no other', () => {
  const other = { ...visit, id: 'v2' }
  expect(withVisit([other, visit], movedTo(visit, '2026-10-24T09:00:00Z')).map(({ starts_at }) => starts_at)).toEqual([
    '2026-10-24T08:00:00Z',
    '2026-10-24T09:00:00Z',
  ])
})

it('what was called off takes no time', () => {
  expect(isShown({ status: 'no_show' })).toBe(true)
  expect(isShown({ status: 'cancelled' })).toBe(false)
})
