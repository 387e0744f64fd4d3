import { expect, it } from 'vitest'
import { mayCancel, mayMove, stepsFrom } from './steps'

it('a visit goes from step to step, and is over in the end', () => {
  expect(stepsFrom('pending')).toEqual(['confirm'])
  expect(stepsFrom('confirmed')).toEqual(['check_in', 'no_show'])
  expect(stepsFrom('checked_in')).toEqual(['start'])
  expect(stepsFrom('in_progress')).toEqual(['complete'])
  expect((['completed', 'cancelled', 'no_show', 'expired', 'held'] as const).flatMap(stepsFrom)).toEqual([])
})

it('who has arrived is seen at that time', () => {
  expect(mayMove('confirmed')).toBe(true)
  expect(mayMove('checked_in')).toBe(false)
})

it('who was called in can no longer be called off', () => {
  expect(mayCancel('checked_in')).toBe(true)
  expect(mayCancel('in_progress')).toBe(false)
})
