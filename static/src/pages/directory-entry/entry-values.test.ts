import { expect, it } from 'vitest'
import type { DirectoryEntry } from '@/api/types'
import { amountOf, entryChangeOf, valuesOf } from './entry-values'

const entry = {
  id: 'd1',
  first_name: 'Grace',
  last_name: 'Adams',
  specialty: 'cardiology',
  subspecialty: null,
  languages: ['en', 'fr'],
  bio: 'Hearts.',
  clinics: [],
  time_zone: 'Europe/Paris',
  consultation_fee: '80.00',
  currency: 'EUR',
  rating: null,
  rating_count: 0,
  accepts_new_patients: true,
  next_available: null,
  license_number: 'ABC-1',
  auto_confirm: false,
  years_experience: 12,
  version: 3,
} as unknown as DirectoryEntry

it('what is as it was is not sent, however the amount is written', () => {
  expect(entryChangeOf(valuesOf(entry), entry)).toEqual({})
  expect(entryChangeOf({ ...valuesOf(entry), consultation_fee: '80' }, entry)).toEqual({})
})

it('what was changed is sent, and nothing else', () => {
  const values = { ...valuesOf(entry), consultation_fee: '95,5', languages: ['en'], auto_confirm: true }
  expect(entryChangeOf(values, entry)).toEqual({ consultation_fee: '95.50', languages: ['en'], auto_confirm: true })
})

it('what was emptied is cleared', () => {
  const values = { ...valuesOf(entry), bio: ' ', years_experience: '', consultation_fee: '' }
  expect(entryChangeOf(values, entry)).toEqual({ bio: null, years_experience: null, consultation_fee: null })
})

it('amounts are read as people write them', () => {
  expect(['80', ' 080.5 ', '80,50', '0'].map(amountOf)).toEqual(['80.00', '80.50', '80.50', '0.00'])
  expect(['', '-1', '80.505', '1e3', 'free'].map(amountOf)).toEqual([null, null, null, null, null])
})
