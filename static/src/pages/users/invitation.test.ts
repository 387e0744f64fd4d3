import { expect, it } from 'vitest'
import { invitationOf, requiredOf } from './invitation'

const typed = {
  role: 'doctor' as const,
  first_name: 'Ada',
  last_name: 'Adams',
  email: 'ada@carebridge.example',
  clinic_id: '',
  specialty: 'cardiology',
  license_number: '7',
}

it('a doctor is invited with a specialty and a licence; a clinic that was not chosen is not sent', () => {
  const sent = JSON.parse(JSON.stringify(invitationOf(typed, 'Europe/Paris'))) as unknown
  expect(sent).toEqual({
    role: 'doctor',
    first_name: 'Ada',
    last_name: 'Adams',
    email: 'ada@carebridge.example',
    time_zone: 'Europe/Paris',
    specialty: 'cardiology',
    license_number: '7',
  })
})

it('what doctors have is not sent for others', () => {
  const sent = invitationOf({ ...typed, role: 'staff', clinic_id: 'c1' }, 'UTC')
  expect(sent.specialty).toBe(undefined)
  expect(sent.license_number).toBe(undefined)
  expect(sent.clinic_id).toBe('c1')
})

it('only who works at a clinic needs one', () => {
  expect(requiredOf('doctor')).toEqual(['clinic_id', 'specialty', 'license_number'])
  expect(requiredOf('staff')).toEqual(['clinic_id'])
  expect(requiredOf('admin')).toEqual([])
})
