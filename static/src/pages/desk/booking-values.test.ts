import { expect, it } from 'vitest'
import { bookingOf } from './booking-values'

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
