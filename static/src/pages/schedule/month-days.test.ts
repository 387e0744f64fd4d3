import { expect, it } from 'vitest'
import { addMonths, dayByKey, weeksOfMonth } from './month-days'

it('a month is laid out in weeks from Monday, without its neighbours', () => {
  const weeks = weeksOfMonth('2026-11-24')
  expect(weeks).toHaveLength(6)
  expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
  expect(weeks[5]).toEqual(['2026-11-30', null, null, null, null, null, null])
  expect(weeksOfMonth('2027-02-10')).toHaveLength(4)
})

it('a month on is the same day, or the last one', () => {
  expect(addMonths('2026-11-24', 2)).toBe('2027-01-24')
  expect(addMonths('2027-01-31', 1)).toBe('2027-02-28')
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  expect(addMonths('2027-01-15', -1)).toBe('2026-12-15')
})

it('keys lead to other days, and never to one that is over', () => {
  const from = (key: string) => dayByKey(key, '2026-11-26', '2026-11-24')
  expect(from('ArrowRight')).toBe('2026-11-27')
  expect(from('ArrowDown')).toBe('2026-12-03')
  expect(from('ArrowUp')).toBe('2026-11-24')
  expect(from('Home')).toBe('2026-11-24')
  expect(from('End')).toBe('2026-11-29')
  expect(from('PageDown')).toBe('2026-12-26')
  expect(from('x')).toBeNull()
})
