import { expect, it } from 'vitest'
import type { Appointment, WaitlistEntry } from '@/api/types'
import { quickStep, waitingFor, waitingRoom } from './waiting'

const NOW = new Date('2026-11-28T09:30:00Z')
const visit = (id: string, status: Appointment['status'], updated_at: string) =>
  ({ id, status, updated_at, starts_at: '2026-11-28T09:00:00Z' }) as Appointment

it('who waits longest stands first', () => {
  const waiting = waitingRoom(
    [
      visit('a', 'checked_in', '2026-11-28T09:20:10Z'),
      visit('b', 'checked_in', '2026-11-28T08:58:00Z'),
      visit('c', 'in_progress', '2026-11-28T08:00:00Z'),
      visit('d', 'checked_in', '2026-11-28T09:30:02Z'),
    ],
    NOW,
  )
  expect(waiting.map(({ visit: { id }, minutes }) => [id, minutes])).toEqual([
    ['b', 32],
    ['a', 9],
    ['d', 0],
  ])
})

it('who waits for another doctor is not shown', () => {
  const entry = (id: string, doctor_id: string | null) => ({ id, doctor_id }) as WaitlistEntry
  const shown = waitingFor([entry('1', 'd1'), entry('2', 'd2'), entry('3', null)], ['d1'])
  expect(shown.map(({ id }) => id)).toEqual(['1', '3'])
})

it('only who comes today is checked in with a press', () => {
  expect(quickStep({ status: 'pending', starts_at: '2026-12-28T09:00:00Z' }, NOW)).toBe('confirm')
  expect(quickStep({ status: 'confirmed', starts_at: '2026-11-28T11:00:00Z' }, NOW)).toBe('check_in')
  expect(quickStep({ status: 'confirmed', starts_at: '2026-11-29T11:00:00Z' }, NOW)).toBe(null)
  expect(quickStep({ status: 'checked_in', starts_at: '2026-11-28T09:00:00Z' }, NOW)).toBe(null)
})
