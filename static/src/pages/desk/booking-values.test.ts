import { expect, it } from 'vitest'
import { bookingOf, startOf } from './booking-values'

it('a time is that of the clinic’s clock', () => {
  expect(startOf('2026-11-24', '09:00', 'Europe/Paris')).toBe('2026-11-24T08:00:00Z')
  expect(startOf('2026-03-29', '02:30', 'Europe/Paris')).toBe(null)
  expect(startOf('2026-11-24', '', 'Europe/Paris')).toBe(null)
})

it('somebody who is known is named, somebody new is registered with the booking', () => {
  const chosen = { doctorId: 'd1', startsAt: '2026-11-24T08:00:00Z', kind: 'checkup', notes: ' ' }
  const known = { id: 'p1', name: 'Zoë Morgan' }
  expect(bookingOf({ ...chosen, for: { known } })).toEqual({
    doctor_id: 'd1',
    starts_at: '2026-11-24T08:00:00Z',
    appointment_type: 'checkup',
    patient_notes: undefined,
    patient_id: 'p1',
  })
  const somebodyNew = { first_name: 'Zoë', last_name: 'Morgan' }
  expect(bookingOf({ ...chosen, for: { somebodyNew } })).toMatchObject({ patient: somebodyNew })
})
