import { expect, it } from 'vitest'
import type { Closure } from '@/api/types'
import { closureChangeOf, faultOf, lengthOf, NEW_CLOSURE, newClosureOf, valuesOf } from './closure-values'

const closure: Closure = {
  id: 'x1',
  clinic_id: 'c1',
  starts_on: '2026-12-24',
  ends_on: '2026-12-26',
  reason: 'Holidays',
  created_at: '2026-11-24T08:00:00Z',
}
const fault = (starts_on: string, ends_on: string, begun = NEW_CLOSURE) =>
  faultOf({ starts_on, ends_on, reason: '' }, '2026-11-24', begun)

it('without a last day the clinic is closed for one', () => {
  const sent = newClosureOf({ starts_on: '2026-12-24', ends_on: '', reason: ' ' })
  expect(sent).toEqual({ starts_on: '2026-12-24', ends_on: '2026-12-24', reason: undefined })
  expect(lengthOf({ starts_on: '2026-12-24', ends_on: '2026-12-24' })).toBe(1)
  expect(lengthOf(closure)).toBe(3)
})

it('a closure has a first day, from today on, and does not end before', () => {
  expect(fault('', '')).toEqual({ field: 'starts_on', fault: 'noFirstDay' })
  expect(fault('2026-11-23', '2026-11-25')).toEqual({ field: 'starts_on', fault: 'past' })
  expect(fault('2026-11-25', '2026-11-24')).toEqual({ field: 'ends_on', fault: 'endsBefore' })
  expect(fault('2026-11-24', '2026-11-24')).toBe(null)
})

it('a closure that has begun keeps its beginning', () => {
  expect(fault('2026-11-20', '2026-11-30', { ...NEW_CLOSURE, starts_on: '2026-11-20' })).toBe(null)
})

it('only what differs is sent, and an emptied reason is taken away', () => {
  expect(closureChangeOf(valuesOf(closure), closure)).toEqual({})
  expect(closureChangeOf({ ...valuesOf(closure), ends_on: '2026-12-27', reason: '' }, closure)).toEqual({
    ends_on: '2026-12-27',
    reason: null,
  })
})
