import { describe, expect, it } from 'vitest'
import type { WeeklyHours } from '@/api/types'
import { isPastMidnight, newWindow, overlap, windowFault, windowOf, windowsOn, windowValuesOf } from './window-values'

const hours = (weekday: number, start_time: string, end_time: string, more: Partial<WeeklyHours> = {}): WeeklyHours => ({
  id: `${weekday} ${start_time}`,
  clinic_id: 'c1',
  weekday,
  start_time: `${start_time}:00`,
  end_time: `${end_time}:00`,
  version: 1,
  ...more,
})
const typed = (start_time: string, end_time: string) => ({ ...newWindow(2, 'c1'), start_time, end_time })

describe('the form of a window', () => {
  it('holds what is there, and sends it again', () => {
    const morning = hours(2, '09:00', '12:00', { valid_from: '2026-12-01' })
    expect(windowOf(windowValuesOf(morning))).toEqual({
      clinic_id: 'c1',
      weekday: 2,
      start_time: '09:00',
      end_time: '12:00',
      valid_from: '2026-12-01',
      valid_until: null,
    })
  })

  it('says what is missing', () => {
    expect(windowFault(typed('', '12:00'), [])).toEqual({ field: 'start_time', fault: 'noStart' })
    expect(windowFault(typed('09:00', ''), [])).toEqual({ field: 'end_time', fault: 'noEnd' })
    expect(windowFault(typed('09:00', '09:00'), [])).toEqual({ field: 'end_time', fault: 'empty' })
    expect(windowFault({ ...typed('09:00', '12:00'), clinic_id: '' }, [])).toEqual({ field: 'clinic_id', fault: 'noClinic' })
    expect(windowFault({ ...typed('09:00', '12:00'), valid_from: '2026-12-02', valid_until: '2026-12-01' }, [])).toMatchObject({
      fault: 'endsBefore',
    })
  })

  it('takes a second window of the day, but none over the first', () => {
    const morning = hours(2, '09:00', '12:00')
    expect(windowFault(typed('12:00', '17:00'), [morning])).toBe(null)
    expect(windowFault(typed('11:30', '17:00'), [morning])).toEqual({ field: 'start_time', fault: 'overlaps', other: morning })
  })
})

describe('windows overlap', () => {
  it('past midnight, also from Sunday to Monday', () => {
    expect(overlap(hours(1, '22:00', '02:00'), hours(2, '01:00', '03:00'))).toBe(true)
    expect(overlap(hours(7, '22:00', '02:00'), hours(1, '01:00', '03:00'))).toBe(true)
    expect(overlap(hours(7, '22:00', '02:00'), hours(1, '02:00', '03:00'))).toBe(false)
    expect(isPastMidnight(hours(7, '22:00', '02:00'))).toBe(true)
    expect(isPastMidnight(hours(7, '22:00', '00:00'))).toBe(true)
  })

  it('not where one ends before the other holds', () => {
    const summer = hours(2, '09:00', '12:00', { valid_until: '2026-09-30' })
    expect(overlap(summer, hours(2, '10:00', '13:00', { valid_from: '2026-10-01' }))).toBe(false)
    expect(overlap(summer, hours(2, '10:00', '13:00', { valid_from: '2026-09-30' }))).toBe(true)
  })
})

it('the windows of a day are in order', () => {
  const week = [hours(2, '14:00', '18:00'), hours(1, '08:00', '09:00'), hours(2, '09:00', '12:00')]
  expect(windowsOn(week, 2).map(({ start_time }) => start_time)).toEqual(['09:00:00', '14:00:00'])
})
