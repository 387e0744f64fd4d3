import { expect, it } from 'vitest'
import type { AuditVerdict } from '@/api/types'
import { verdictOf } from './verdict'

const whole: AuditVerdict = {
  ok: true,
  rows: 12,
  chained: 11,
  pending: 1,
  checkpoint: { position: 11, at: '2026-11-24T08:00:00Z' },
  problem: null,
}
const problem = { kind: 'altered' as const, position: 7, audit_id: 'a7', message: 'row 7 was altered' }

it('a trail without a problem is whole', () => {
  expect(verdictOf(whole)).toEqual({ whole: true, problem: null, position: null, entry: null })
})

it('the first thing that is wrong is named, with its place', () => {
  expect(verdictOf({ ...whole, ok: false, problem })).toEqual({
    whole: false,
    problem: 'altered',
    position: 7,
    entry: 'a7',
  })
})

it('what the page does not know is wrong all the same', () => {
  const odd = { ...problem, kind: 'checkpoint_forged', position: null, audit_id: null } as unknown as typeof problem
  expect(verdictOf({ ...whole, ok: false, problem: odd })).toMatchObject({ whole: false, problem: 'unknown' })
  expect(verdictOf({ ...whole, ok: false }).whole).toBe(false)
  expect(verdictOf({ ...whole, problem }).whole).toBe(false)
})
