// Intervals on the days of a calendar, also while clocks change.
import { describe, expect, it } from 'vitest'
import { daysFrom, lanesOf, mondayOf, piecesOf, rezoned, skippedOn, weekdayOf } from './pieces'

const on = (starts_at: string, ends_at: string, zone: string, first = '2026-01-01', last = '2027-01-01') =>
  piecesOf({ starts_at, ends_at }, first, last, zone)

describe('an interval', () => {
  it('lies where the clock of the zone says', () => {
    expect(on('2026-11-24T08:00:00Z', '2026-11-24T08:30:00Z', 'Europe/Paris')).toEqual([
      { day: '2026-11-24', from: 540, to: 570 },
    ])
  })

  it('past midnight is one piece on each day', () => {
    expect(on('2026-11-24T22:00:00Z', '2026-11-25T00:30:00Z', 'Europe/Paris')).toEqual([
      { day: '2026-11-24', from: 1_380, to: 1_440 },
      { day: '2026-11-25', from: 0, to: 90 },
    ])
  })

  it('to midnight ends with its day', () => {
    expect(on('2026-11-24T22:00:00Z', '2026-11-24T23:00:00Z', 'Europe/Paris')).toEqual([
      { day: '2026-11-24', from: 1_380, to: 1_440 },
    ])
  })

  it('of weeks is cut to the days that are shown', () => {
    const pieces = on('2026-11-01T00:00:00Z', '2026-12-31T00:00:00Z', 'UTC', '2026-11-23', '2026-11-24')
    expect(pieces).toEqual([
      { day: '2026-11-23', from: 0, to: 1_440 },
      { day: '2026-11-24', from: 0, to: 1_440 },
    ])
  })

  it('over the skipped hour reaches across it', () => {
    // 01:45 to 03:15 on the wall, half an hour.
    expect(on('2026-03-29T00:45:00Z', '2026-03-29T01:15:00Z', 'Europe/Paris')).toEqual([
      { day: '2026-03-29', from: 105, to: 195 },
    ])
  })

  it('in the repeated hour is as long as it lasts', () => {
    // From 02:45, the first time, to 02:15, the second.
    expect(on('2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z', 'Europe/Paris')).toEqual([
      { day: '2026-10-25', from: 165, to: 195 },
    ])
  })
})

it('a day has a skipped stretch only where clocks go forward', () => {
  expect(skippedOn('2026-03-29', 'Europe/Paris')).toEqual({ day: '2026-03-29', from: 120, to: 180 })
  expect(skippedOn('2026-10-04', 'Australia/Lord_Howe')).toEqual({ day: '2026-10-04', from: 120, to: 150 })
  expect(skippedOn('2026-09-06', 'America/Santiago')).toEqual({ day: '2026-09-06', from: 0, to: 60 })
  expect(skippedOn('2026-10-25', 'Europe/Paris')).toBe(null)
  expect(skippedOn('2026-11-24', 'Europe/Paris')).toBe(null)
})

it('weeks begin on Monday', () => {
  expect(mondayOf('2026-11-29')).toBe('2026-11-23')
  expect(mondayOf('2026-11-23')).toBe('2026-11-23')
  expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29')]).toEqual([1, 7])
  expect(daysFrom('2026-10-24', 3)).toEqual(['2026-10-24', '2026-10-25', '2026-10-26'])
})

describe('pieces that overlap', () => {
  it('lie beside each other, and others have the whole width', () => {
    expect(lanesOf([{ from: 540, to: 600 }, { from: 570, to: 630 }, { from: 600, to: 640 }, { from: 700, to: 730 }])).toEqual([
      { lane: 0, of: 2 },
      { lane: 1, of: 2 },
      { lane: 0, of: 2 },
      { lane: 0, of: 1 },
    ])
  })

  it('that only touch do not overlap', () => {
    expect(lanesOf([{ from: 570, to: 600 }, { from: 540, to: 570 }])).toEqual([
      { lane: 0, of: 1 },
      { lane: 0, of: 1 },
    ])
  })
})

it('hours of a doctor in another zone lie where the clinic’s clock says', () => {
  const hours = [{ day: '2026-11-24', from: 540, to: 720 }]
  expect(rezoned(hours, '2026-11-24', 'Europe/London', 'Europe/Paris')).toEqual([{ day: '2026-11-24', from: 600, to: 780 }])
  expect(rezoned(hours, '2026-11-24', 'Asia/Tokyo', 'America/New_York')).toEqual([])
  expect(rezoned(hours, '2026-11-23', 'Asia/Tokyo', 'America/New_York')).toEqual([{ day: '2026-11-23', from: 1_140, to: 1_320 }])
})
