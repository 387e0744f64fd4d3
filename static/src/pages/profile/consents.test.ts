import { expect, it } from 'vitest'
import type { Consent, ConsentKind } from '@/api/types'
import { holding } from './consents'

function line(kind: ConsentKind, granted: boolean, created_at: string): Consent {
  return { id: created_at, kind, granted, wording: 'We may write.', source: 'settings', created_at }
}

it('the newest line of a kind holds', () => {
  const ledger = [
    line('sms', true, '2026-11-26T08:00:00Z'),
    line('email', false, '2026-11-25T08:00:00Z'),
    line('email', true, '2026-11-24T08:00:00Z'),
  ]
  expect(holding(ledger, 'email')?.granted).toBe(false)
  expect(holding(ledger, 'sms')?.granted).toBe(true)
  expect(holding(ledger, 'marketing')).toBe(undefined)
})
