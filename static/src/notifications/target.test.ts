import { expect, it } from 'vitest'
import type { Notification } from '@/api/types'
import { targetOf } from './target'

const told = (notification: Partial<Notification>) => ({
  type: 'appointment.booked',
  category: 'booking' as const,
  data: {},
  ...notification,
})

it('a message leads to its conversation, also where it is about a visit', () => {
  const notification = told({ category: 'message', data: { conversation_id: 'c', appointment_id: 'a' } })
  expect(targetOf(notification, 'doctor')).toEqual({ page: 'conversation', id: 'c' })
})

it('an offer leads to the offer rather than to the visit that it would be', () => {
  expect(targetOf(told({ data: { offer_id: 'o', appointment_id: 'a' } }), 'patient')).toEqual({ page: 'offer', id: 'o' })
})

it('a visit leads a doctor to the agenda of its day, everybody else to the visit', () => {
  const notification = told({ data: { appointment_id: 'a' } })
  expect(targetOf(notification, 'doctor')).toEqual({ page: 'agenda', visit: 'a' })
  for (const role of ['patient', 'staff', 'admin'] as const) expect(targetOf(notification, role)).toEqual({ page: 'visit', id: 'a' })
})

it('an alert about the account leads to its security, one about emergency access to the trail', () => {
  expect(targetOf(told({ type: 'account.password_changed', category: 'account' }), 'patient')).toEqual({ page: 'security' })
  expect(targetOf(told({ type: 'access.break_glass', category: 'account' }), 'admin')).toEqual({ page: 'audit' })
})

it('what is about nothing that can be opened leads nowhere', () => {
  expect(targetOf(told({ category: 'marketing', type: 'news' }), 'patient')).toBeNull()
  expect(targetOf(told({ type: 'access.break_glass', category: 'account' }), 'doctor')).toBeNull()
})
