// What is sent when somebody joins, and how an entry reads.
import { describe, expect, it } from 'vitest'
import type { WaitlistEntry } from '@/api/types'
import { changeOf, daysOf, entryOf, hoursOf, newValues, whenOfEntry } from './entry-values'

const TODAY = '2026-11-24'
const values = newValues(TODAY, 'consultation')
const entry = (more: Partial<WaitlistEntry>) => ({ from: TODAY, to: '2026-12-08', time_of_day: null, ...more }) as WaitlistEntry

describe('joining', () => {
  it('begins with two weeks, any time, for oneself', () => {
    expect(entryOf(values, { doctor_id: 'd1' })).toEqual({
      doctor_id: 'd1',
      from: '2026-11-24',
      to: '2026-12-08',
      appointment_type: 'consultation',
    })
  })

  it('says for whom and when on the day, where that was chosen', () => {
    expect(entryOf({ ...values, part: 'afternoon', patient: 'child' }, { doctor_id: 'd1' })).toMatchObject({
      time_of_day: ['12:00', '17:00'],
      patient_id: 'child',
    })
  })

  it('is for whoever of a specialty has time, too', () => {
    expect(entryOf(values, { specialty: 'Cardiology' })).toMatchObject({ specialty: 'Cardiology' })
    expect(entryOf(values, { specialty: 'Cardiology' })).not.toHaveProperty('doctor_id')
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

  it('is changed in what differs, and in nothing else', () => {
    const own = entry({ from: '2026-11-23T23:00:00Z', to: '2026-12-08T23:00:00Z', time_of_day: ['09:30:00', '11:00:00'] })
    const begun = whenOfEntry(own, 'Europe/Paris')
    expect(begun).toEqual({ from: '2026-11-24', to: '2026-12-08', part: 'own' })
    expect(changeOf(begun, own, 'Europe/Paris')).toEqual({})
    expect(changeOf({ ...begun, part: '' }, own, 'Europe/Paris')).toEqual({ time_of_day: null })
    expect(changeOf({ ...begun, part: 'evening' }, own, 'Europe/Paris')).toEqual({ time_of_day: ['17:00', '23:59'] })
    expect(changeOf({ ...begun, to: '2026-12-10' }, own, 'Europe/Paris')).toEqual({ from: '2026-11-24', to: '2026-12-10' })
  })
})
