import { expect, it } from 'vitest'
import { freeTimes } from './free-times'

const slot = (starts_at: string, ends_at: string, clinic_id = 'c1') => ({ starts_at, ends_at, clinic_id, local_start: '', seats_left: 1 })

it('times that overlap lie below each other', () => {
  const slots = [
    slot('2026-11-24T08:15:00Z', '2026-11-24T08:45:00Z'),
    slot('2026-11-24T08:00:00Z', '2026-11-24T08:30:00Z'),
    slot('2026-11-24T10:00:00Z', '2026-11-24T10:30:00Z'),
  ]
  expect(freeTimes(slots, 'c1', '2026-11-24', 'Europe/Paris').map(({ from, to }) => [from, to])).toEqual([
    [540, 555],
    [555, 585],
    [660, 690],
  ])
})

it('another clinic’s and another day’s are not there', () => {
  const slots = [slot('2026-11-24T08:00:00Z', '2026-11-24T08:30:00Z', 'c2'), slot('2026-11-24T23:30:00Z', '2026-11-25T00:00:00Z')]
  expect(freeTimes(slots, 'c1', '2026-11-24', 'Europe/Paris')).toEqual([])
})
