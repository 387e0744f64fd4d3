import { expect, it } from 'vitest'
import { message } from './messages-fixture'
import { mayEdit } from './may-edit'

it('a message may be changed for five minutes', () => {
  const said = message('a', 0)
  const after = (seconds: number) => mayEdit(said, Date.parse(said.created_at) + seconds * 1_000)
  expect([after(0), after(299), after(300)]).toEqual([true, true, false])
})
