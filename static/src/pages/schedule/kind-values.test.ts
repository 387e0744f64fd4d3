import { describe, expect, it } from 'vitest'
import type { AppointmentType } from '@/api/types'
import { kindChangeOf, kindFault, kindOf, kindValuesOf, NEW_KIND } from './kind-values'

const kind: AppointmentType = {
  code: 'checkup',
  duration_minutes: 20,
  buffer_before_minutes: 0,
  buffer_after_minutes: 10,
  capacity: 1,
  grid_minutes: null,
  mode: 'in_person',
  price: '60.00',
  currency: 'EUR',
  version: 3,
}
const values = (more: object) => ({ ...NEW_KIND, code: 'checkup', ...more })

describe('a kind of visit', () => {
  it('is sent in numbers, what is empty as none', () => {
    expect(kindOf(values({ duration_minutes: ' 45 ', price: '80,5' }))).toMatchObject({
      duration_minutes: 45,
      grid_minutes: null,
      price: '80.50',
      currency: null,
    })
  })

  it('that is changed sends only what differs', () => {
    expect(kindChangeOf(kindValuesOf(kind), kind)).toEqual({})
    expect(kindChangeOf({ ...kindValuesOf(kind), capacity: '8', price: '', grid_minutes: '30' }, kind)).toEqual({
      capacity: 8,
      price: null,
      grid_minutes: 30,
    })
  })

  it('keeps within what a schedule can hold', () => {
    expect(kindFault(values({ code: '' }))).toEqual({ field: 'code', fault: 'noCode' })
    expect(kindFault(values({ duration_minutes: '4' }))).toEqual({ field: 'duration_minutes', fault: 'duration' })
    expect(kindFault(values({ buffer_after_minutes: '1.5' }))).toEqual({ field: 'buffer_after_minutes', fault: 'minutes' })
    expect(kindFault(values({ capacity: '0' }))).toEqual({ field: 'capacity', fault: 'capacity' })
    expect(kindFault(values({ grid_minutes: '3' }))).toEqual({ field: 'grid_minutes', fault: 'grid' })
    expect(kindFault(values({ price: 'free' }))).toEqual({ field: 'price', fault: 'price' })
    expect(kindFault(values({}))).toBe(null)
  })
})
