// Only what was changed is sent; what was emptied is cleared.
import { expect, it } from 'vitest'
import type { Profile } from '@/api/types'
import { changeOf, detailsOf } from './details'

const doctor: Profile = {
  id: 'd1',
  role: 'doctor',
  email: 'dr@carebridge.example',
  email_verified: true,
  phone: null,
  phone_verified: false,
  first_name: 'Ada',
  last_name: 'Adams',
  locale: 'en',
  time_zone: 'Europe/Paris',
  avatar_url: null,
  version: 3,
  created_at: '2026-11-24T08:00:00Z',
  updated_at: '2026-11-24T08:00:00Z',
}
const patient: Profile = {
  ...doctor,
  role: 'patient',
  date_of_birth: '1980-02-29',
  gender: null,
  address: 'Rue A 1',
  emergency_contact: '',
  emergency_phone: null,
  insurance: '',
}

it('what is as it was is not sent', () => {
  expect(changeOf(detailsOf(patient), patient)).toEqual({})
})

it('what was changed is sent without blanks around it, and nothing else', () => {
  const details = { ...detailsOf(patient), first_name: ' Pat ', insurance: 'AOK 123' }
  expect(changeOf(details, patient)).toEqual({ first_name: 'Pat', insurance: 'AOK 123' })
})

it('what was emptied is cleared', () => {
  const details = { ...detailsOf(patient), date_of_birth: '', address: '' }
  expect(changeOf(details, patient)).toEqual({ date_of_birth: null, address: null })
})

it('who is no patient sends nothing of what patients have', () => {
  const details = { ...detailsOf(doctor), last_name: 'Baker', insurance: 'x' }
  expect(changeOf(details, doctor)).toEqual({ last_name: 'Baker' })
})
