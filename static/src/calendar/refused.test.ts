import { expect, it } from 'vitest'
import { Refusal, Unreached } from '@/api/refusal'
import { alternativesOf, isOverridable, isReason, refusedBecause } from './refused'

const refusal = (status: number, code: string, more: object = {}) => new Refusal(status, { code, ...more }, null, null)

it('a rule is told from a fault', () => {
  expect(refusedBecause(refusal(422, 'outside_availability'))).toBe('outside_availability')
  expect(refusedBecause(refusal(422, 'validation', { errors: [{ field: 'starts_at', code: 'too_soon', message: '' }] }))).toBe('too_soon')
  expect(refusedBecause(refusal(412, 'version_mismatch'))).toBe('version_mismatch')
  expect(refusedBecause(refusal(500, 'internal'))).toBe(null)
  expect(refusedBecause(new Unreached('away'))).toBe(null)
})

it('a reason opens rules and buffers, never the patient’s other visit or a version that is gone', () => {
  expect(isOverridable(refusal(422, 'day_full'))).toBe(true)
  expect(isOverridable(refusal(409, 'slot_taken'))).toBe(true)
  expect(isOverridable(refusal(409, 'patient_busy'))).toBe(false)
  expect(isOverridable(refusal(412, 'version_mismatch'))).toBe(false)
})

it('the nearest times come with a clash', () => {
  const near = [{ starts_at: '2026-11-24T08:00:00Z', ends_at: '2026-11-24T08:30:00Z' }]
  expect(alternativesOf(refusal(409, 'slot_taken', { alternatives: near }))).toEqual(near)
  expect(alternativesOf(refusal(409, 'slot_taken'))).toEqual([])
})

it('a reason says something', () => {
  expect([isReason('ok '), isReason('pain'), isReason('x'.repeat(501))]).toEqual([false, true, false])
})
