import { expect, it } from 'vitest'
import { auditExportAddress } from './audit'

it('what is downloaded is what was searched for', () => {
  const from = '2026-11-24T00:00:00Z'
  expect(auditExportAddress({ actor: 'a1', action: 'appointment.*', outcome: undefined, from })).toBe(
    '/api/v1/admin/audit/export.csv?actor=a1&action=appointment.*&from=2026-11-24T00%3A00%3A00Z',
  )
  expect(auditExportAddress({})).toBe('/api/v1/admin/audit/export.csv')
})
