import { expect, it } from 'vitest'
import { holdOf, orderOf } from './order'

const visit = { doctor_id: 'd1', starts_at: '2026-11-25T09:00:00Z', appointment_type: 'consultation' }
const chosen = { visit, notes: '', rule: null, onClash: 'refuse' as const, holdId: 'h1' }

it('one visit is booked from its hold, with what was written', () => {
  expect(orderOf(chosen)).toEqual({ ...visit, hold_id: 'h1' })
  expect(orderOf({ ...chosen, notes: ' a cough ', holdId: undefined })).toEqual({ ...visit, patient_notes: 'a cough' })
})

it('a series names no hold, but what to do where something clashes', () => {
  const rule = { every: 'week', count: 6 } as const
  expect(orderOf({ ...chosen, rule, onClash: 'skip' })).toEqual({ ...visit, rule, on_clash: 'skip' })
})

it('an order tells which hold it was from', () => {
  expect(holdOf(orderOf(chosen))).toBe('h1')
  expect(holdOf(orderOf({ ...chosen, rule: { every: 'month', count: 2 } }))).toBeUndefined()
  expect(holdOf(undefined)).toBeUndefined()
})
