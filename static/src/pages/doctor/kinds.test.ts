import { expect, it } from 'vitest'
import type { AppointmentType } from '@/api/types'
import { isChoice, isGroup, kindAmong, kindMeant } from './kinds'

const type = (code: string, capacity = 1): AppointmentType => ({
  code,
  capacity,
  duration_minutes: 30,
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  grid_minutes: null,
  mode: 'in_person',
  price: null,
  currency: 'EUR',
  version: 1,
})

it('what was asked for is meant, else a consultation, else the first', () => {
  expect(kindMeant([type('imaging'), type('consultation')], 'imaging')).toBe('imaging')
  expect(kindMeant([type('imaging'), type('consultation')], undefined)).toBe('consultation')
  expect(kindMeant([type('imaging'), type('lab_work')], undefined)).toBe('imaging')
  expect(kindMeant([], undefined)).toBe('consultation')
})

it('a kind that another doctor offers gives way to the usual one', () => {
  expect(kindAmong(['checkup', 'consultation'], 'checkup')).toBe('checkup')
  expect(kindAmong(['checkup', 'consultation'], 'imaging')).toBe('consultation')
  expect(kindAmong(['imaging'], null)).toBe('imaging')
  expect(kindAmong([], null)).toBe('consultation')
})

it('there is a choice where there are several, or where the only one is not what was asked for', () => {
  expect(isChoice([type('consultation')], 'consultation')).toBe(false)
  expect(isChoice([type('consultation')], 'imaging')).toBe(true)
  expect(isChoice([type('consultation'), type('imaging')], 'imaging')).toBe(true)
  expect(isChoice([], 'consultation')).toBe(false)
})

it('a kind for several is a group', () => {
  expect([type('checkup'), type('physical_therapy', 8), undefined].map(isGroup)).toEqual([false, true, false])
})
