import { expect, it } from 'vitest'
import { draftOf, parseDraft } from './form-draft'

const FIELDS = ['first_name', 'email'] as const

it('a draft holds what differs from what the form began with, and only its fields', () => {
  const begun = { first_name: 'Pat', email: '', password: '' }
  const draft = draftOf({ first_name: 'Pat', email: 'pat@', password: 'secret' }, begun, FIELDS)
  expect(parseDraft(draft)).toEqual({ email: 'pat@' })
})

it('a field that was emptied is a change too', () => {
  expect(parseDraft(draftOf({ first_name: '' }, { first_name: 'Pat' }, FIELDS))).toEqual({ first_name: '' })
})

it('a form as it began has no draft', () => {
  expect(draftOf({ first_name: 'Pat', email: '' }, { first_name: 'Pat', email: '' }, FIELDS)).toBe('')
})

it('what cannot be read is no draft', () => {
  for (const text of ['', 'x', '[]', '{"email":7}']) expect(parseDraft(text)).toEqual({})
})
