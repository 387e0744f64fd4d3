// Weekly absences, written and expanded.
import { describe, expect, it } from 'vitest'
import { occurrences, ruleOf, weeklyOf } from './recurrence'

const PARIS = 'Europe/Paris'

describe('a rule', () => {
  it('is written as RFC 5545 does, its end in UTC', () => {
    expect(ruleOf({ days: [5], every: 1, until: null }, PARIS)).toBe('FREQ=WEEKLY;BYDAY=FR')
    expect(ruleOf({ days: [1, 3], every: 2, until: '2026-12-31' }, PARIS)).toBe(
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20261231T225959Z',
    )
  })

  it('is read as it was written', () => {
    for (const rule of [
      { days: [5], every: 1, until: null },
      { days: [1, 3], every: 2, until: '2026-12-31' },
    ]) {
      expect(weeklyOf(ruleOf(rule, PARIS), PARIS)).toEqual(rule)
    }
    expect(weeklyOf('FREQ=WEEKLY;BYDAY=FR;UNTIL=20270101', PARIS)?.until).toBe('2027-01-01')
  })

  it('of another kind is not understood by halves', () => {
    expect(weeklyOf('FREQ=MONTHLY;BYMONTHDAY=1', PARIS)).toBe(null)
    expect(weeklyOf('FREQ=WEEKLY;BYDAY=FR;COUNT=3', PARIS)).toBe(null)
    expect(weeklyOf('FREQ=WEEKLY;BYDAY=1FR', PARIS)).toBe(null)
  })
})

describe('what happens again', () => {
  const friday = { starts_at: '2026-10-16T12:00:00Z', ends_at: '2026-10-16T15:00:00Z' }

  it('keeps its hour on the wall over a change of the clocks', () => {
    expect(occurrences(friday, { days: [5], every: 1, until: null }, '2026-10-19', '2026-11-01', PARIS)).toEqual([
      { starts_at: '2026-10-23T12:00:00Z', ends_at: '2026-10-23T15:00:00Z' },
      { starts_at: '2026-10-30T13:00:00Z', ends_at: '2026-10-30T16:00:00Z' },
    ])
  })

  it('every other week leaves one out, and ends on its last day', () => {
    const rule = { days: [5], every: 2, until: '2026-10-30' }
    expect(occurrences(friday, rule, '2026-10-01', '2026-12-01', PARIS).map(({ starts_at }) => starts_at.slice(0, 10))).toEqual([
      '2026-10-16',
      '2026-10-30',
    ])
  })

  it('going on from the day before is seen', () => {
    const night = { starts_at: '2026-11-20T20:00:00Z', ends_at: '2026-11-21T05:00:00Z' }
    const found = occurrences(night, { days: [5], every: 1, until: null }, '2026-11-28', '2026-11-28', PARIS)
    expect(found).toEqual([{ starts_at: '2026-11-27T20:00:00Z', ends_at: '2026-11-28T05:00:00Z' }])
  })
})
