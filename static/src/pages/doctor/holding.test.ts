// The states of a hold: what each event makes of each.
import { expect, it } from 'vitest'
import type { Hold, HoldWish } from '@/api/types'
import { afterHoldEvent, NOTHING_HELD } from './holding'
import type { HoldEvent, Holding } from './holding'

const nine: HoldWish = { doctor_id: 'd1', starts_at: '2026-11-25T09:00:00Z', appointment_type: 'consultation' }
const ten: HoldWish = { ...nine, starts_at: '2026-11-25T10:00:00Z' }
const hold: Hold = {
  ...nine,
  hold_id: 'h1',
  patient_id: 'p1',
  clinic_id: 'c1',
  ends_at: '2026-11-25T09:30:00Z',
  time_zone: 'Europe/Paris',
  expires_at: '2026-11-24T08:05:00Z',
  renewable: true,
}

const after = (...events: HoldEvent[]): Holding => events.reduce(afterHoldEvent, NOTHING_HELD)
const wanted: HoldEvent = { type: 'wanted', wish: nine }
const granted: HoldEvent = { type: 'granted', wish: nine, hold }

it('a choice is asked for, then held', () => {
  expect(after(wanted)).toEqual({ phase: 'asking', wish: nine })
  expect(after(wanted, granted)).toEqual({ phase: 'held', wish: nine, hold, renewing: false })
})

it('the same choice again changes nothing, however its instant is written', () => {
  const held = after(wanted, granted)
  const again = { ...nine, starts_at: '2026-11-25T10:00:00+01:00' }
  expect(afterHoldEvent(held, { type: 'wanted', wish: again })).toBe(held)
})

it('an answer about a choice that was left is not believed', () => {
  const asking = after(wanted, { type: 'wanted', wish: ten })
  expect(afterHoldEvent(asking, granted)).toBe(asking)
  expect(afterHoldEvent(asking, { type: 'refused', wish: nine, error: new Error() })).toBe(asking)
  expect(after(wanted, { type: 'ended' }, granted)).toEqual(NOTHING_HELD)
})

it('what ran out is remembered as what was wanted', () => {
  expect(after(wanted, granted, { type: 'ranOut' })).toEqual({ phase: 'expired', wish: nine })
  expect(after(wanted, { type: 'ranOut' }).phase).toBe('asking')
  expect(after(wanted, granted, { type: 'ranOut' }, wanted).phase).toBe('asking')
})

it('only what can be renewed is renewed', () => {
  expect(after(wanted, granted, { type: 'renewalAsked' })).toMatchObject({ renewing: true })
  const last: HoldEvent = { type: 'granted', wish: nine, hold: { ...hold, renewable: false } }
  expect(after(wanted, last, { type: 'renewalAsked' })).toMatchObject({ renewing: false })
})
