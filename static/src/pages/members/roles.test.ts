import { expect, it } from 'vitest'
import type { Member } from '@/api/types'
import { mayChangeRole, mayRemove, rolesToAdd } from './roles'

const member = (role: Member['role'], user_id = 'm1'): Member => ({
  user_id,
  first_name: 'Jamie',
  last_name: 'Ellis',
  email: 'j••@c…',
  account_role: role === 'doctor' ? 'doctor' : 'staff',
  role,
  created_at: '2026-11-24T08:00:00Z',
})
const manager = { id: 'r1', manages: true }
const desk = { id: 'r1', manages: false }

it('only who manages makes and unmakes managers', () => {
  expect(rolesToAdd(true)).toContain('manager')
  expect(rolesToAdd(false)).not.toContain('manager')
  expect(mayChangeRole(member('staff'), manager)).toBe(true)
  expect(mayChangeRole(member('staff'), desk)).toBe(false)
  expect(mayRemove(member('manager'), manager)).toBe(true)
  expect(mayRemove(member('manager'), desk)).toBe(false)
})

it('a doctor stays a doctor, and can be removed by anybody at the desk', () => {
  expect(mayChangeRole(member('doctor'), manager)).toBe(false)
  expect(mayRemove(member('doctor'), desk)).toBe(true)
})

it('nobody changes or removes themselves', () => {
  expect(mayChangeRole(member('manager', 'r1'), manager)).toBe(false)
  expect(mayRemove(member('manager', 'r1'), manager)).toBe(false)
})
