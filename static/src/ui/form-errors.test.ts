// What the server refuses stands at the field it concerns; what concerns none is not lost.
import { expect, it } from 'vitest'
import { Refusal, Unreached } from '@/api/refusal'
import { formErrors, refusedFields } from './form-errors'

const general = () => 'Something went wrong.'
const FIELDS = ['email', 'password'] as const

function refusal(status: number, code: string, errors: { field: string; code: string; message: string }[] = []) {
  return new Refusal(status, { code, errors }, null, null)
}

it('the refused fields of a 422 keep their messages', () => {
  const error = refusal(422, 'validation_failed', [{ field: 'password', code: 'password_too_weak', message: 'Add words.' }])
  const { at, summary } = formErrors('sign-up', FIELDS, {}, refusedFields(error, {}, general))
  expect(at).toEqual({ password: 'Add words.' })
  expect(summary).toEqual([{ fieldId: 'sign-up-password', message: 'Add words.' }])
})

it('a code that the form knows is said in its words', () => {
  const error = refusal(422, 'validation_failed', [{ field: 'otp', code: 'invalid_otp', message: 'invalid' }])
  expect(refusedFields(error, { invalid_otp: { message: 'Wait for the next code.' } }, general)).toEqual([
    { field: 'otp', message: 'Wait for the next code.' },
  ])
})

it('a code without a field is put at the one that the form names', () => {
  const refused = refusedFields(refusal(401, 'mfa_invalid'), { mfa_invalid: { field: 'email', message: 'No.' } }, general)
  expect(formErrors('sign-in', FIELDS, {}, refused).at).toEqual({ email: 'No.' })
})

it('a field that the form does not have is still said', () => {
  const error = refusal(422, 'validation_failed', [{ field: 'locale', code: 'unknown', message: 'No such language.' }])
  const { at, summary } = formErrors('sign-up', FIELDS, {}, refusedFields(error, {}, general))
  expect(at).toEqual({})
  expect(summary).toEqual([{ message: 'No such language.' }])
})

it('what has no code here is said as a whole', () => {
  expect(refusedFields(refusal(500, 'internal'), {}, general)).toEqual([{ message: 'Something went wrong.' }])
  expect(refusedFields(new Unreached(), {}, general)).toEqual([{ message: 'Something went wrong.' }])
  expect(refusedFields(null, {}, general)).toEqual([])
})

it('what the page finds itself stands instead of an earlier answer, in the order of the fields', () => {
  const found = { password: { message: 'Write a password.' }, email: { message: 'Write an address.' } }
  const { at, summary } = formErrors('sign-up', FIELDS, found, [{ message: 'An earlier answer.' }])
  expect(at).toEqual({ email: 'Write an address.', password: 'Write a password.' })
  expect(summary.map((error) => error.fieldId)).toEqual(['sign-up-email', 'sign-up-password'])
})

it('two errors at one field: the first stands there, both are summed up', () => {
  const { at, summary } = formErrors('sign-up', FIELDS, {}, [
    { field: 'password', message: 'Too short.' },
    { field: 'password', message: 'Too weak.' },
  ])
  expect(at).toEqual({ password: 'Too short.' })
  expect(summary).toHaveLength(2)
})
