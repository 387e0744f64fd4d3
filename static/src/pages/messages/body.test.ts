// What may be said, how long it may be, and which keys send it.
import { describe, expect, it } from 'vitest'
import { cleaned, faultOf, sends } from './body'

describe('the words', () => {
  it('keep their lines and tabs, and lose what cannot be seen', () => {
    expect(cleaned('  one\r\ntwo\rthree\t4\u0000\u0007\u009f ')).toBe('one\ntwo\nthree\t4')
  })

  it('may be ten thousand characters, as people count them', () => {
    expect(faultOf('é'.repeat(10_000))).toBe(null)
    expect(faultOf('👩'.repeat(10_000))).toBe(null)
    expect(faultOf(` ${'a'.repeat(10_000)} `)).toBe(null)
    expect(faultOf('a'.repeat(10_003))).toEqual({ over: 3 })
  })
})

it('Enter sends, but not with Shift and not while a letter is composed', () => {
  const key = (name: string, shiftKey = false, isComposing = false) => sends({ key: name, shiftKey, nativeEvent: { isComposing } })
  expect([key('Enter'), key('Enter', true), key('Enter', false, true), key('a')]).toEqual([true, false, false, false])
})
