import { expect, it } from 'vitest'
import type { HistoryEntry } from '@/api/types'
import { instantIn, whatHappened, whoDid } from './history'

const entry = (more: Partial<HistoryEntry>): HistoryEntry => ({
  at: '2026-11-24T09:00:00Z',
  action: 'appointment.book',
  actor: { kind: 'user', id: 'me', name: 'Pat Morgan' },
  detail: {},
  ...more,
})

it('what happened has words, or is left as it is', () => {
  expect(whatHappened('appointment.reschedule')).toBe('reschedule')
  expect(whatHappened('appointment.no_show')).toBe('no_show')
  expect(whatHappened('appointment.defrost')).toBeNull()
})

it('who did it is the reader, a name, or what kind of actor', () => {
  expect(whoDid(entry({}), 'me')).toBe('you')
  expect(whoDid(entry({}), 'another')).toEqual({ name: 'Pat Morgan' })
  expect(whoDid(entry({ actor: { kind: 'key', name: 'Harbour Clinic' } }), 'me')).toEqual({ name: 'Harbour Clinic' })
  expect(whoDid(entry({ actor: { kind: 'system' } }), 'me')).toBe('system')
})

it('times are told where they are known', () => {
  const moved = entry({ detail: { starts_at: '2026-11-25T09:00:00Z', previous: { starts_at: '2026-11-24T09:00:00Z' } } })
  expect(instantIn(moved, 'starts_at')).toBe('2026-11-25T09:00:00Z')
  expect(instantIn(moved, 'previous')).toBe('2026-11-24T09:00:00Z')
  expect(instantIn(entry({ detail: { starts_at: 'soon' } }), 'starts_at')).toBeNull()
  expect(instantIn(entry({}), 'previous')).toBeNull()
})
