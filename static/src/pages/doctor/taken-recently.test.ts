// A late answer does not bring a taken time back; a freed one does come back.
import { expect, it } from 'vitest'
import type { Slots } from '@/api/types'
import { TakenRecently } from './taken-recently'

const nine = { starts_at: '2026-11-24T09:00:00Z', ends_at: '2026-11-24T09:30:00Z' }
const slot = { ...nine, local_start: '', clinic_id: 'c1', seats_left: 1 }
const answer: Slots = {
  doctor_id: 'd1',
  time_zone: 'UTC',
  appointment_type: 'consultation',
  duration_minutes: 30,
  calendar_version: 1,
  slots: [slot],
}

it('an answer that was read before the time was taken does not bring it back', () => {
  const recently = new TakenRecently()
  recently.taken({ ...nine, seats_left: 0 }, 1_000)
  expect(recently.without(answer, 1_200).slots).toEqual([])
})

it('an answer read long after is believed', () => {
  const recently = new TakenRecently()
  recently.taken({ ...nine, seats_left: 0 }, 1_000)
  expect(recently.without(answer, 60_000)).toBe(answer)
})

it('a time that was freed again is shown', () => {
  const recently = new TakenRecently()
  recently.taken({ ...nine, seats_left: 0 }, 1_000)
  recently.freed(nine)
  expect(recently.without(answer, 1_200)).toBe(answer)
})
