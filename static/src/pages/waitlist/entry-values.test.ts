// What is sent when somebody joins, and how an entry reads.
import { describe, expect, it } from 'vitest'
import type { WaitlistEntry } from '@/api/types'
import { daysOf, entryOf, faultOf, hoursOf, newValues } from './entry-values'

const TODAY = '2026-11-24'
const values = newValues(TODAY, 'consultation')
const entry = (more: Partial<WaitlistEntry>) => ({ from: TODAY, to: '2026-12-08', time_of_day: null, ...more }) as WaitlistEntry

describe('joining', () => {
  it('begins with two weeks, any time, for oneself', () => {
    expect(faultOf(values, TODAY)).toBeNull()
    expect(entryOf(values, 'd1')).toEqual({
      doctor_id: 'd1',
      from: '2026-11-24',
      to: '2026-12-08',
      appointment_type: 'consultation',
    })
  })

  it('says for whom and when on the day, where that was chosen', () => {
    expect(entryOf({ ...values, part: 'afternoon', patient: 'child' }, 'd1')).toMatchObject({
      time_of_day: ['12:00', '17:00'],
      patient_id: 'child',
    })
  })

  it('is for days that exist, in order and not over', () => {
    expect(faultOf({ ...values, from: '' }, TODAY)).toEqual({ field: 'from', fault: 'noFirstDay' })
    expect(faultOf({ ...values, to: '2026-02-30' }, TODAY)).toEqual({ field: 'to', fault: 'noLastDay' })
    expect(faultOf({ ...values, from: '2026-11-01', to: '2026-11-23' }, TODAY)).toEqual({ field: 'to', fault: 'past' })
    expect(faultOf({ ...values, from: '2026-12-09' }, TODAY)).toEqual({ field: 'to', fault: 'endsBefore' })
    expect(faultOf({ ...values, from: '2026-11-20' }, TODAY)).toBeNull()
  })
})

describe('an entry', () => {
  it('is for its days, also where they are told as instants', () => {
    expect(daysOf(entry({}), 'Europe/Paris')).toEqual({ from: '2026-11-24', to: '2026-12-08' })
    const instants = entry({ from: '2026-11-23T23:00:00Z', to: '2026-12-08T23:00:00Z' })
    expect(daysOf(instants, 'Europe/Paris')).toEqual({ from: '2026-11-24', to: '2026-12-08' })
  })

  it('is for a part of the day, for hours, or for any time', () => {
    expect(hoursOf(entry({ time_of_day: ['12:00:00', '17:00:00'] }))).toBe('afternoon')
    expect(hoursOf(entry({ time_of_day: ['09:00:00', '12:00:00'] }))).toEqual({ from: '09:00', to: '12:00' })
    expect(hoursOf(entry({}))).toBeNull()
  })
})
