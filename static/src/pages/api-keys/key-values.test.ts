import { expect, it } from 'vitest'
import type { ApiKey } from '@/api/types'
import { startOfDay } from '@/time/days'
import { keyChangeOf, lastDayOf, NEW_KEY, newKeyOf, valuesOf } from './key-values'

const key: ApiKey = {
  id: 'k1',
  clinic_id: 'c1',
  name: 'Practice software',
  prefix: 'cbk_1',
  scopes: ['appointments:read', 'patients:read'],
  rate_tier: 'standard',
  expires_at: '2026-12-24T15:30:12Z',
  last_used_at: null,
  revoked_at: null,
  created_at: '2026-11-24T08:00:00Z',
}

it('a new key is for everything and has no end unless one is given', () => {
  const sent = JSON.parse(JSON.stringify(newKeyOf({ ...NEW_KEY, name: ' Kiosk ' }))) as unknown
  expect(sent).toEqual({
    name: 'Kiosk',
    scopes: [
      'appointments:read',
      'appointments:write',
      'patients:read',
      'patients:write',
      'schedules:read',
      'schedules:write',
    ],
    rate_tier: 'standard',
  })
})

it('a key works through the whole of its last day', () => {
  const { expires_at } = newKeyOf({ ...NEW_KEY, name: 'Kiosk', expires_on: '2026-12-31' })
  expect(expires_at).toBe(startOfDay('2027-01-01'))
  expect(lastDayOf(expires_at ?? null)).toBe('2026-12-31')
  expect(lastDayOf(null)).toBe('')
})

it('what is as it was is not sent, an end within a day neither', () => {
  expect(keyChangeOf(valuesOf(key), key)).toEqual({})
  expect(keyChangeOf({ ...valuesOf(key), scopes: ['patients:read', 'appointments:read'] }, key)).toEqual({})
})

it('what was changed is sent, and an end that was emptied is taken away', () => {
  const values = { ...valuesOf(key), name: 'Kiosk', scopes: [...key.scopes, 'schedules:read' as const], expires_on: '' }
  expect(keyChangeOf(values, key)).toEqual({
    name: 'Kiosk',
    scopes: ['appointments:read', 'patients:read', 'schedules:read'],
    expires_at: null,
  })
})
