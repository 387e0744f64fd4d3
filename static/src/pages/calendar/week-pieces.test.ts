import { expect, it } from 'vitest'
import type { Appointment } from '@/api/types'
import { daysFrom } from '@/calendar/pieces'
import { spotsOf, weekPieces } from './week-pieces'

const visit = (id: string, starts_at: string, ends_at: string) => ({ id, starts_at, ends_at }) as Appointment
const days = daysFrom('2026-11-23', 7)

it('a visit past midnight lies on two days, is dragged by its beginning and found there', () => {
  const night = visit('n', '2026-11-24T22:30:00Z', '2026-11-24T23:30:00Z')
  const pieces = weekPieces([{ visit: night, leaving: false }], days, 'Europe/Paris')
  expect(pieces.map(({ piece, isStart }) => [piece.day, isStart])).toEqual([
    ['2026-11-24', true],
    ['2026-11-25', false],
  ])
  expect(spotsOf(pieces, days)).toEqual([{ id: 'n', column: 1, from: 1_410 }])
})

it('a visit of another week is not there', () => {
  expect(weekPieces([{ visit: visit('a', '2026-12-01T09:00:00Z', '2026-12-01T09:30:00Z'), leaving: false }], days, 'UTC')).toEqual([])
})
