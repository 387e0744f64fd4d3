import { expect, it } from 'vitest'
import { conversationOf } from './conversation-values'

const to = [{ id: 'adams', name: 'Dr Adams' }]
const values = { subject: ' A question ', body: 'May she eat?', patient_id: '' }

it('a conversation says to whom it goes, and about whom only where that was asked', () => {
  expect(conversationOf(values, to)).toEqual({ subject: 'A question', participants: ['adams'], body: 'May she eat?' })
  expect(conversationOf({ ...values, patient_id: 'kim' }, to)).toHaveProperty('patient_id', 'kim')
})

it('about a visit, the visit says whose it is', () => {
  const occasion = { to: to[0] ?? { id: '', name: '' }, appointmentId: 'v1' }
  const made = conversationOf({ ...values, patient_id: 'kim' }, to, occasion)
  expect([made.appointment_id, made.patient_id]).toEqual(['v1', undefined])
})
