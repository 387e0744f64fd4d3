import { expect, it } from 'vitest'
import { reminderOf } from './reminder-times'

it('a reminder comes five minutes to fourteen days ahead', () => {
  expect(reminderOf('5', 'minutes', [])).toBe(5)
  expect(reminderOf('14', 'days', [])).toBe(20_160)
  for (const [typed, unit] of [['4', 'minutes'], ['15', 'days'], ['0', 'hours'], ['', 'hours'], ['1.5', 'hours']] as const) {
    expect(reminderOf(typed, unit, [])).toBe('span')
  }
})

it('the same time is not added twice, in whatever unit', () => {
  expect(reminderOf('24', 'hours', [1440])).toBe('already')
  expect(reminderOf('2', 'hours', [1440])).toBe(120)
})
