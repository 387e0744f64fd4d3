import { expect, it } from 'vitest'
import { tokenIn } from './fragment-token'

it('the token is what stands behind token=', () => {
  expect(tokenIn('#token=aB3_-x')).toBe('aB3_-x')
  expect(tokenIn('#lang=en&token=aB3')).toBe('aB3')
})

it('blanks that a mail program added are not part of it', () => {
  expect(tokenIn('#token=aB3%20')).toBe('aB3')
})

it('without one there is none', () => {
  for (const fragment of ['', '#', '#token=', '#token=%20', '#page', '#tokens=x']) expect(tokenIn(fragment)).toBe(null)
})
