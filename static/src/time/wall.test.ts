// Clocks in zones with odd offsets, on the days when they change.
import { describe, expect, it } from 'vitest'
import { addDays, dayIn } from './days'
import { instantFrom, instantOfText, instantsAt, minuteIn, minuteOfText, textOfMinute } from './wall'

describe('a time on the wall', () => {
  it('is an instant of the zone', () => {
    expect(instantsAt('2026-11-24', 9 * 60, 'Europe/Paris')).toEqual(['2026-11-24T08:00:00Z'])
    expect(instantsAt('2026-11-24', 9 * 60, 'Asia/Kathmandu')).toEqual(['2026-11-24T03:15:00Z'])
    expect(instantsAt('2026-11-24', 25 * 60, 'UTC')).toEqual(['2026-11-25T01:00:00Z'])
  })

  it('that clocks skip is none', () => {
    expect(instantsAt('2026-03-29', 2 * 60 + 30, 'Europe/Paris')).toEqual([])
    expect(instantFrom('2026-03-29', 2 * 60 + 30, 'Europe/Paris')).toBe('2026-03-29T01:00:00Z')
  })

  it('that clocks repeat is two', () => {
    expect(instantsAt('2026-10-25', 2 * 60 + 30, 'Europe/Paris')).toEqual(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])
    // Lord Howe goes back by half an hour.
    expect(instantsAt('2026-04-05', 105, 'Australia/Lord_Howe')).toHaveLength(2)
    expect(instantsAt('2026-04-05', 150, 'Australia/Lord_Howe')).toHaveLength(1)
  })

  it('is found again in every zone, on every day of a year', () => {
    for (const zone of ['Europe/Paris', 'America/Santiago', 'Pacific/Chatham', 'Africa/Casablanca', 'Australia/Lord_Howe']) {
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
        for (const minute of [0, 90, 150, 720, 1_425]) {
          for (const instant of instantsAt(day, minute, zone)) {
            expect([dayIn(instant, zone), minuteIn(instant, zone)]).toEqual([day, minute])
          }
        }
        expect(instantsAt(day, 720, zone)).toHaveLength(1)
      }
    }
  })

  it('is written and read', () => {
    expect(minuteOfText('09:30:00')).toBe(570)
    expect(minuteOfText('24:00')).toBe(null)
    expect(minuteOfText('9:30')).toBe(null)
    expect(textOfMinute(570)).toBe('09:30')
    expect(textOfMinute(25 * 60)).toBe('01:00')
  })
})

it('what was written is an instant, unless it is no time or one that clocks skip', () => {
  expect(instantOfText('2026-11-24', '09:00', 'Europe/Paris')).toBe('2026-11-24T08:00:00Z')
  expect(instantOfText('2026-03-29', '02:30', 'Europe/Paris')).toBeNull()
  expect(instantOfText('2026-11-24', '', 'Europe/Paris')).toBeNull()
  expect(instantOfText('2026-02-30', '09:00', 'Europe/Paris')).toBeNull()
})
