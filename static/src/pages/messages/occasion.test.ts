// Who is written to about a visit, from which side.
import i18next from 'i18next'
import { beforeAll, expect, it } from 'vitest'
import type { Appointment } from '@/api/types'
import { startI18n } from '@/i18n/start'
import { conversationOf } from './conversation-values'
import { occasionOf } from './occasion'

beforeAll(startI18n)

const visit = {
  id: 'v1',
  doctor_id: 'd1',
  doctor_name: 'Ada Adams',
  patient_id: 'p1',
  patient_name: 'Pat Morgan',
  appointment_type: 'consultation',
  starts_at: '2026-11-24T08:00:00Z',
} as Appointment

it('is the other side of the visit, which is what it is about', () => {
  const from = (side: 'patient' | 'doctor') => occasionOf(i18next.t, i18next, visit, side, 'Europe/Paris')
  expect(from('patient')).toEqual({ to: { id: 'd1', name: 'Dr Ada Adams' }, appointmentId: 'v1', subject: 'Consultation, Tue 24 Nov, 09:00' })
  expect(from('doctor').to).toEqual({ id: 'p1', name: 'Pat Morgan' })
})

it('is sent without what cannot be seen', () => {
  const occasion = occasionOf(i18next.t, i18next, visit, 'patient', 'Europe/Paris')
  expect(conversationOf({ subject: ' My knee\u0007 ', body: 'Hello\r\n', patient_id: '' }, [occasion.to], occasion)).toEqual({
    subject: 'My knee',
    participants: ['d1'],
    appointment_id: 'v1',
    body: 'Hello',
  })
})
