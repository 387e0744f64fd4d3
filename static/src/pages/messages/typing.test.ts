// Who writes is forgotten after a while, or once they have said it.
import { expect, it } from 'vitest'
import { NOBODY_TYPES, stillTyping, withoutTyping, withTyping } from './typing'

it('somebody writes until five seconds after they were last heard', () => {
  const typing = withTyping(withTyping(NOBODY_TYPES, 'adams', 1_000), 'adams', 4_000)
  expect([...stillTyping(typing, 8_999).keys()]).toEqual(['adams'])
  expect([...stillTyping(typing, 9_000).keys()]).toEqual([])
})

it('or until they have said it', () => {
  const typing = withTyping(withTyping(NOBODY_TYPES, 'adams', 1_000), 'desk', 1_000)
  expect([...withoutTyping(typing, 'adams').keys()]).toEqual(['desk'])
})
