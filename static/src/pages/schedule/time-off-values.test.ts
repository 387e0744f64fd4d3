import { describe, expect, it } from 'vitest'
import { firstWeekday, NEW_TIME_OFF, timeOffFault, timeOffOf, timeOffValuesOf } from './time-off-values'

const PARIS = 'Europe/Paris'
const NOW = new Date('2026-11-28T09:00:00Z')
const values = (more: object) => ({ ...NEW_TIME_OFF, from_day: '2026-12-24', ...more })
const fault = (more: object) => timeOffFault(values(more), PARIS, NOW)

describe('time off', () => {
  it('of whole days ends when the last of them does', () => {
    expect(timeOffOf(values({ to_day: '2026-12-26', reason: ' Holidays ' }), PARIS)).toEqual({
      starts_at: '2026-12-23T23:00:00Z',
      ends_at: '2026-12-26T23:00:00Z',
      recurrence: null,
      reason: 'Holidays',
    })
    expect(timeOffOf(values({}), PARIS).ends_at).toBe('2026-12-24T23:00:00Z')
  })

  it('of hours keeps them, over a change of the clocks', () => {
    const sent = timeOffOf(values({ allDay: false, from_day: '2026-10-24', from_time: '12:00', to_day: '2026-10-25', to_time: '12:00' }), PARIS)
    expect([sent.starts_at, sent.ends_at]).toEqual(['2026-10-24T10:00:00Z', '2026-10-25T11:00:00Z'])
  })

  it('again and again is a rule', () => {
    const friday = values({ allDay: false, from_day: '2026-12-04', from_time: '13:00', to_time: '18:00', repeats: true, days: ['5', '1'], every: '2', until: '2026-12-31' })
    expect(timeOffOf(friday, PARIS).recurrence).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20261231T225959Z')
    expect(firstWeekday(friday)).toEqual(['5'])
  })

  it('is shown as it was entered', () => {
    for (const each of [
      values({ to_day: '2026-12-26' }),
      values({ allDay: false, from_time: '13:00', to_day: '2026-12-24', to_time: '18:00', repeats: true, days: ['4'], every: '3' }),
    ]) {
      const shown = timeOffValuesOf({ id: 't', version: 1, reason: '', ...timeOffOf(each, PARIS) }, PARIS)
      expect(timeOffOf(shown, PARIS)).toEqual(timeOffOf(each, PARIS))
    }
  })

  it('says what is missing', () => {
    expect(fault({ from_day: '' })).toEqual({ field: 'from_day', fault: 'noStart' })
    expect(fault({ allDay: false, from_time: '12:00' })).toEqual({ field: 'to_time', fault: 'noEnd' })
    expect(fault({ to_day: '2026-12-23' })).toEqual({ field: 'to_day', fault: 'endsBefore' })
    expect(fault({ from_day: '2026-11-01' })).toEqual({ field: 'to_day', fault: 'past' })
    expect(fault({ repeats: true })).toEqual({ field: 'days', fault: 'noDay' })
    expect(fault({ repeats: true, days: ['1'] })).toEqual({ field: 'days', fault: 'notThatDay' })
    expect(fault({ repeats: true, days: ['4'], every: '0' })).toEqual({ field: 'every', fault: 'everyRange' })
    expect(fault({ repeats: true, days: ['4'], until: '2026-12-01' })).toEqual({ field: 'until', fault: 'untilBefore' })
    expect(fault({ repeats: true, days: ['4'], to_day: '2027-01-01' })).toEqual({ field: 'to_day', fault: 'tooLong' })
    // What began long ago and still comes back is not over.
    expect(fault({ from_day: '2026-11-05', repeats: true, days: ['4'] })).toBe(null)
    expect(fault({})).toBe(null)
  })
})
