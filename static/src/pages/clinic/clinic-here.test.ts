import { expect, it } from 'vitest'
import type { User } from '@/api/types'
import { clinicHere, clinicsOf } from './clinic-here'

const ALL = [
  { id: 'c1', name: 'Harbour Clinic' },
  { id: 'c2', name: 'Riverside' },
]

function person(role: User['role'], clinics: User['clinics']): User {
  return { role, clinics } as User
}

it('an administrator sees every clinic and manages each', () => {
  const clinics = clinicsOf(person('admin', []), ALL)
  expect(clinics.map(({ id }) => id)).toEqual(['c1', 'c2'])
  expect(clinics.every(({ manages, administers }) => manages && administers)).toBe(true)
})

it('the desk sees its own clinics; only a manager manages', () => {
  const clinics = clinicsOf(
    person('staff', [
      { id: 'c1', name: 'Harbour Clinic', role: 'staff' },
      { id: 'c3', name: 'Hill', role: 'manager' },
    ]),
    ALL,
  )
  expect(clinics.map(({ id, manages }) => [id, manages])).toEqual([
    ['c1', false],
    ['c3', true],
  ])
})

it('the address decides which clinic it is; the first unless it does, and never another one than it names', () => {
  const clinics = clinicsOf(person('admin', []), ALL)
  expect(clinicHere(clinics, 'c2')?.name).toBe('Riverside')
  expect(clinicHere(clinics, undefined)?.name).toBe('Harbour Clinic')
  expect(clinicHere(clinics, 'c9')).toBe(undefined)
  expect(clinicHere([], undefined)).toBe(undefined)
})
