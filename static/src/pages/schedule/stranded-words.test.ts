import i18next from 'i18next'
import { beforeAll, expect, it } from 'vitest'
import en from '@/i18n/en.json'
import { strandedWords } from './stranded-words'

beforeAll(() =>
  i18next.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } }),
)

const visit = (patient_name: string, starts_at: string) => ({ patient_name, starts_at, time_zone: 'Europe/Paris' })

it('names who would be left outside, and when they come', () => {
  expect(strandedWords(i18next.t, [visit('Zoë Morgan', '2026-11-24T08:00:00Z')], 1)).toBe(
    'One visit will be left outside these hours: Zoë Morgan, Tue 24 Nov, 09:00.',
  )
  expect(
    strandedWords(i18next.t, [visit('Zoë Morgan', '2026-11-24T08:00:00Z'), visit('Sam Lee', '2026-11-24T23:30:00Z')], 2),
  ).toBe('2 visits will be left outside these hours: Zoë Morgan, Tue 24 Nov, 09:00; Sam Lee, Wed 25 Nov, 00:30.')
})

it('a long list is cut short, with the number of the rest', () => {
  const many = Array.from({ length: 7 }, (_, index) => visit(`P${index}`, '2026-11-24T08:00:00Z'))
  expect(strandedWords(i18next.t, many, 7)).toMatch(/^7 visits will be left outside these hours: P0, .*; 2 more\.$/)
})

it('a visit at another clinic counts, without a name', () => {
  expect(strandedWords(i18next.t, [null], 1)).toBe('One visit will be left outside these hours: a visit that you cannot see.')
})
