import { expect, it } from 'vitest'
import { invitationOf } from './invitation'

const typed = {
  role: 'doctor' as const,
  first_name: 'Ada',
  last_name: 'Adams',
  email: 'ada@carebridge.example',
  clinic_id: '',
  specialty: 'cardiology',
  license_number: '',
}

it('a doctor is invited with a specialty; what was left empty is not sent', () => {
  const sent = JSON.parse(JSON.stringify(invitationOf(typed, 'Europe/Paris'))) as unknown
  expect(sent).toEqual({
    role: 'doctor',
    first_name: 'Ada',
    last_name: 'Adams',
    email: 'ada@carebridge.example',
    time_zone: 'Europe/Paris',
    specialty: 'cardiology',
  })
})

it('what doctors have is not sent for others', () => {
  const sent = invitationOf({ ...typed, role: 'staff', license_number: '7', clinic_id: 'c1' }, 'UTC')
  expect(sent.specialty).toBe(undefined)
  expect(sent.license_number).toBe(undefined)
  expect(sent.clinic_id).toBe('c1')
})
