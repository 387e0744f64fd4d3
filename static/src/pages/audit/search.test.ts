import { expect, it } from 'vitest'
import { startOfDay } from '@/time/days'
import { auditFilterOf, auditSearch, isNarrowed } from './search'

const ID = '0193f1c0-0000-7000-8000-000000000001'
const filter = (search: object) =>
  JSON.parse(JSON.stringify(auditFilterOf(auditSearch.parse(search)))) as Record<string, string>

it('what an address cannot mean is left out', () => {
  expect(filter({ actor: 'pat', from: '2026-02-30', outcome: 'maybe' })).toEqual({})
  expect(isNarrowed(auditSearch.parse({ actor: 'pat' }))).toBe(false)
})

it('days are those of the reader, both included', () => {
  expect(filter({ from: '2026-11-24', to: '2026-11-24' })).toEqual({
    from: startOfDay('2026-11-24'),
    to: startOfDay('2026-11-25'),
  })
})

it('one word is a family of actions, an action in full is itself', () => {
  expect(filter({ action: ' Appointment ' })).toEqual({ action: 'appointment.*' })
  expect(filter({ action: 'appointment.' })).toEqual({ action: 'appointment.*' })
  expect(filter({ action: 'appointment.*' })).toEqual({ action: 'appointment.*' })
  expect(filter({ action: 'appointment.book' })).toEqual({ action: 'appointment.book' })
  expect(filter({ action: '  ' })).toEqual({})
})

it('persons, objects and requests are asked for by their ids', () => {
  expect(filter({ actor: ID, patient: ID, object: ID, outcome: 'refused', request: 'r1' })).toEqual({
    actor: ID,
    patient: ID,
    object_id: ID,
    outcome: 'refused',
    request_id: 'r1',
  })
})
