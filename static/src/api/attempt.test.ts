import { expect, it } from 'vitest'
import { Attempt } from './attempt'

const booking = { doctor_id: 'd1', starts_at: '2026-11-24T09:00:00Z', appointment_type: 'consultation' }

function counted() {
  let made = 0
  return new Attempt(() => `key-${(made += 1)}`)
}

it('a repeat of an attempt carries the same key', () => {
  const attempt = counted()
  expect(attempt.keyFor(booking)).toBe('key-1')
  expect(attempt.keyFor({ ...booking })).toBe('key-1')
})

it('another booking carries another key', () => {
  const attempt = counted()
  attempt.keyFor(booking)
  expect(attempt.keyFor({ ...booking, patient_notes: 'a cough' })).toBe('key-2')
})

it('a final answer ends the attempt', () => {
  const attempt = counted()
  attempt.keyFor(booking)
  attempt.settle()
  expect(attempt.keyFor(booking)).toBe('key-2')
})
