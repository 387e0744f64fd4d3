// When a doctor is there, as a calendar shades it.
import { describe, expect, it } from 'vitest'
import { openingsOn, shutOn } from './openings'
import { daysFrom } from './pieces'

const hours = (weekday: number, start_time: string, end_time: string, rest: object = {}) => ({
  clinic_id: 'c1',
  weekday,
  start_time,
  end_time,
  ...rest,
})
const WEEK = daysFrom('2026-11-23', 7)
const NONE = { zone: 'Europe/Paris', weekly: [], overrides: [], timeOff: [], closures: [] }

describe('weekly hours', () => {
  it('of a split shift are all there', () => {
    const weekly = [hours(2, '14:00:00', '18:00:00'), hours(2, '09:00:00', '12:00:00')]
    expect(openingsOn(WEEK, { weekly, overrides: [] })).toMatchObject([
      { day: '2026-11-24', from: 540, to: 720 },
      { day: '2026-11-24', from: 840, to: 1_080 },
    ])
  })

  it('past midnight go on the day after, also from before the first day', () => {
    const weekly = [hours(7, '22:00:00', '02:00:00')]
    expect(openingsOn(WEEK, { weekly, overrides: [] })).toMatchObject([
      { day: '2026-11-23', from: 0, to: 120 },
      { day: '2026-11-29', from: 1_320, to: 1_440 },
    ])
  })

  it('hold from their first day to their last', () => {
    const weekly = [hours(1, '09:00:00', '12:00:00', { valid_from: '2026-11-24' }), hours(3, '09:00:00', '12:00:00', { valid_until: '2026-11-25' })]
    expect(openingsOn(WEEK, { weekly, overrides: [] }).map(({ day }) => day)).toEqual(['2026-11-25'])
  })

  it('are replaced on a date, but what began the evening before goes on', () => {
    const weekly = [hours(1, '22:00:00', '02:00:00'), hours(2, '09:00:00', '12:00:00')]
    const closed = { date: '2026-11-24', closed: true, windows: [], reason: '' }
    expect(openingsOn(WEEK, { weekly, overrides: [closed] })).toMatchObject([
      { day: '2026-11-23', from: 1_320, to: 1_440 },
      { day: '2026-11-24', from: 0, to: 120 },
    ])
    const other = { ...closed, closed: false, windows: [{ clinic_id: 'c2', start_time: '10:00:00', end_time: '11:00:00' }] }
    expect(openingsOn(WEEK, { weekly, overrides: [other] })).toContainEqual({ day: '2026-11-24', from: 600, to: 660, clinicId: 'c2' })
  })
})

it('a date that is different at one clinic is as ever at the other', () => {
  const weekly = [hours(2, '09:00:00', '12:00:00'), { ...hours(2, '14:00:00', '18:00:00'), clinic_id: 'c2' }]
  const overrides = [{ date: '2026-11-24', closed: true, windows: [], clinics: ['c1'], reason: '' }]
  expect(openingsOn(WEEK, { weekly, overrides })).toEqual([{ day: '2026-11-24', from: 840, to: 1_080, clinicId: 'c2' }])
  expect(shutOn(WEEK, { ...NONE, overrides })).toEqual([])
})

describe('absences', () => {
  it('come back every week', () => {
    const friday = { starts_at: '2026-11-06T12:00:00Z', ends_at: '2026-11-06T16:00:00Z', recurrence: 'FREQ=WEEKLY;BYDAY=FR', reason: 'Teaching' }
    expect(shutOn(WEEK, { ...NONE, timeOff: [friday] })).toEqual([
      { day: '2026-11-27', from: 780, to: 1_020, kind: 'timeOff', reason: 'Teaching' },
    ])
  })

  it('by a rule that is not understood show the one time that is known', () => {
    const once = { starts_at: '2026-11-24T08:00:00Z', ends_at: '2026-11-24T09:00:00Z', recurrence: 'FREQ=DAILY', reason: '' }
    expect(shutOn(WEEK, { ...NONE, timeOff: [once] })).toHaveLength(1)
  })

  it('of a clinic are whole days of its own clock', () => {
    const closure = { clinic_id: 'c1', starts_on: '2026-11-24', ends_on: '2026-11-24', reason: 'Works', zone: 'Europe/London' }
    expect(shutOn(WEEK, { ...NONE, closures: [closure] })).toMatchObject([
      { day: '2026-11-24', from: 60, to: 1_440 },
      { day: '2026-11-25', from: 0, to: 60 },
    ])
  })
})
