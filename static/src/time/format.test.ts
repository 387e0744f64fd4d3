import i18next from 'i18next'
import { beforeAll, expect, it } from 'vitest'
import { formatCount, formatDuration, formatMoney, formatSecond, formatSpan } from './format'

beforeAll(() => i18next.init({ lng: 'en', resources: {} }))

it('money has its cents, or none at all', () => {
  expect(formatMoney('80.00', 'EUR')).toBe('€80')
  expect(formatMoney('72.50', 'GBP')).toBe('£72.50')
})

it('large counts can be read', () => {
  expect(formatCount(12345)).toBe('12,345')
})

it('a second is written as on a clock in the zone', () => {
  expect(formatSecond('2026-11-28T00:14:27.123Z', 'Europe/Paris')).toBe('01:14:27')
})

it('a span is told in whole units, the largest first', () => {
  expect(formatSpan(1440)).toBe('1 day')
  expect(formatSpan(120)).toBe('2 hours')
  expect(formatSpan(90)).toBe('1 hour, 30 minutes')
  expect(formatSpan(15)).toBe('15 minutes')
})

it('how long something took is told in the unit that fits', () => {
  expect([0, 40.4, 999, 1_240, 42_000, 90_000, 7_200_000, 3 * 86_400_000].map(formatDuration)).toEqual([
    '0ms',
    '40ms',
    '999ms',
    '1.2s',
    '42s',
    '1.5m',
    '2h',
    '3d',
  ])
})
