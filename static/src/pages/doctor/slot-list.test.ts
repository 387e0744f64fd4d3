// What a taken time removes, what lies nearest, and which day and part a time belongs to.
import { describe, expect, it } from 'vitest'
import type { Slot, Slots } from '@/api/types'
import { afterTaken, byDay, byPart, nearest, withOwn } from './slot-list'

function slot(from: string, to: string, seats = 1): Slot {
  const at = (time: string) => `2026-11-24T${time}:00Z`
  return { starts_at: at(from), ends_at: at(to), local_start: '', clinic_id: 'c1', seats_left: seats }
}

function answer(...slots: Slot[]): Slots {
  const shape = { doctor_id: 'd1', time_zone: 'UTC', appointment_type: 'consultation' }
  return { ...shape, duration_minutes: 30, calendar_version: 1, slots }
}

const nine = slot('09:00', '09:30')
const halfPast = slot('09:30', '10:00')
const ten = slot('10:00', '10:30')

describe('a taken time', () => {
  it('removes exactly its slot and leaves its neighbours', () => {
    const left = afterTaken(answer(nine, halfPast, ten), { ...halfPast, seats_left: 0 })
    expect(left.slots).toEqual([nine, ten])
  })

  it('removes all that overlap it in another grid', () => {
    const left = afterTaken(answer(nine, halfPast, ten), { ...slot('09:15', '09:45'), seats_left: 0 })
    expect(left.slots).toEqual([ten])
  })

  it('keeps a group session that has seats left', () => {
    const left = afterTaken(answer(slot('09:00', '09:30', 5)), { ...nine, seats_left: 4 })
    expect(left.slots).toEqual([slot('09:00', '09:30', 4)])
  })

  it('that concerns nothing shown leaves the answer as it was', () => {
    const shown = answer(nine)
    expect(afterTaken(shown, { ...ten, seats_left: 0 })).toBe(shown)
  })

  it('is the same instant however it is written', () => {
    const change = { starts_at: '2026-11-24T10:00:00+01:00', ends_at: '2026-11-24T10:30:00+01:00', seats_left: 0 }
    expect(afterTaken(answer(nine, ten), change).slots).toEqual([ten])
  })
})

describe('free times', () => {
  it('nearest to an instant come nearest first', () => {
    expect(nearest([nine, halfPast, ten], '2026-11-24T10:05:00Z', 2)).toEqual([ten, halfPast])
  })

  it('have the reader’s own among them, in its place and once', () => {
    expect(withOwn([nine, ten], halfPast)).toEqual([nine, halfPast, ten])
    const same = [nine, ten]
    expect(withOwn(same, { ...ten, starts_at: '2026-11-24T11:00:00+01:00' })).toBe(same)
  })

  it('belong to the day and the part of the day of the reader', () => {
    const late = slot('23:30', '23:59')
    const days = byDay([nine, late], 'Europe/Paris', '2026-11-24', 2)
    expect([...days]).toEqual([
      ['2026-11-24', [nine]],
      ['2026-11-25', [late]],
    ])
    expect(byPart([nine, slot('12:00', '12:30'), slot('18:00', '18:30')], 'UTC')).toMatchObject({
      morning: [nine],
      afternoon: [slot('12:00', '12:30')],
      evening: [slot('18:00', '18:30')],
    })
  })
})
