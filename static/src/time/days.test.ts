// Days, zones and parts of the day, with the hours at which clocks change.
import { describe, expect, it } from 'vitest'
import { addDays, clocksDiffer, dayIn, daysBetween, isDay, partOfDay, readersZone, startOfDay, wallClock } from './days'

describe('days', () => {
  it('are those of the zone that is asked for', () => {
    expect(dayIn('2026-11-24T23:30:00Z', 'Europe/Paris')).toBe('2026-11-25')
    expect(dayIn('2026-11-24T23:30:00Z', 'America/New_York')).toBe('2026-11-24')
    expect(dayIn('2026-11-24T00:00:00Z', 'UTC')).toBe('2026-11-24')
  })

  it('begin when the reader’s clock says so, on every day of a year', () => {
    for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
      const start = startOfDay(day)
      expect(dayIn(start, readersZone())).toBe(day)
      expect(dayIn(new Date(Date.parse(start) - 1), readersZone())).toBe(addDays(day, -1))
    }
  })

  it('are added and counted over months, leap days and changes of the clocks', () => {
    expect(addDays('2026-10-31', 1)).toBe('2026-11-01')
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2)
    expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2)
  })

  it('that do not exist are no days', () => {
    expect(['2026-11-24', '2028-02-29'].every(isDay)).toBe(true)
    expect(['2026-02-30', '2026-13-01', '24/11/2026', '', 'today'].some(isDay)).toBe(false)
  })
})

describe('the clock on the wall', () => {
  it('shows midnight as hour 0', () => {
    expect(wallClock('2026-11-23T23:00:00Z', 'Europe/Paris')).toEqual({ day: '2026-11-24', hour: 0, minute: 0 })
  })

  it('shows the repeated hour twice when clocks go back', () => {
    expect(wallClock('2026-10-25T00:30:00Z', 'Europe/Paris').hour).toBe(2)
    expect(wallClock('2026-10-25T01:30:00Z', 'Europe/Paris').hour).toBe(2)
  })

  it('differs between zones by what is true at that instant', () => {
    expect(clocksDiffer('2026-11-24T09:00:00Z', 'Europe/Paris', 'Europe/Berlin')).toBe(false)
    expect(clocksDiffer('2026-11-24T09:00:00Z', 'Europe/London', 'UTC')).toBe(false)
    expect(clocksDiffer('2026-07-24T09:00:00Z', 'Europe/London', 'UTC')).toBe(true)
  })
})

describe('parts of the day', () => {
  it('turn at noon and at five, by the clock of the zone', () => {
    expect(partOfDay('2026-11-24T10:59:00Z', 'Europe/Paris')).toBe('morning')
    expect(partOfDay('2026-11-24T11:00:00Z', 'Europe/Paris')).toBe('afternoon')
    expect(partOfDay('2026-11-24T15:59:00Z', 'Europe/Paris')).toBe('afternoon')
    expect(partOfDay('2026-11-24T16:00:00Z', 'Europe/Paris')).toBe('evening')
  })
})
