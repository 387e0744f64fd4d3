import { expect, it } from 'vitest'
import { newPatientOf, NOBODY } from './new-patient'

const sent = (values: Partial<typeof NOBODY>) =>
  JSON.parse(JSON.stringify(newPatientOf({ ...NOBODY, ...values }, 'Europe/Paris'))) as unknown

it('a name is enough: what was left empty is not sent', () => {
  expect(sent({ first_name: ' Zoë ', last_name: 'Morgan', email: ' ' })).toEqual({
    first_name: 'Zoë',
    last_name: 'Morgan',
    time_zone: 'Europe/Paris',
  })
})

it('what was written is sent', () => {
  expect(
    sent({
      first_name: 'Zoë',
      last_name: 'Morgan',
      date_of_birth: '1980-02-29',
      phone: '+33 1 02 03 04 05',
      email: 'zoe@carebridge.example',
      clinic_id: 'c1',
    }),
  ).toEqual({
    first_name: 'Zoë',
    last_name: 'Morgan',
    date_of_birth: '1980-02-29',
    phone: '+33 1 02 03 04 05',
    email: 'zoe@carebridge.example',
    clinic_id: 'c1',
    time_zone: 'Europe/Paris',
  })
})
