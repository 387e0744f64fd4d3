// Who has read how far, and what the reader has yet to read.
import { describe, expect, it } from 'vitest'
import { conversation, message, participant } from './messages-fixture'
import { isReadMark, receipts, toMarkRead, withReadMark } from './receipts'

const theirs = { sender_id: 'adams', sender_name: 'Ada Adams' }
const messages = [message('a', 1), message('b', 2, theirs), message('c', 3), message('d', 4)]

const read = (...people: ReturnType<typeof participant>[]) =>
  Object.fromEntries([...receipts(messages, people, 'pat')].map(([id, readers]) => [id, readers.map((each) => each.id)]))

describe('receipts', () => {
  it('stand at the last own message that somebody has read', () => {
    expect(read(participant('pat', 'd'), participant('adams', 'c'))).toEqual({ c: ['adams'] })
    expect(read(participant('adams', 'b'), participant('desk', 'd'))).toEqual({ a: ['adams'], d: ['desk'] })
  })

  it('are none for who has read nothing, or nothing that is shown', () => {
    expect(read(participant('adams'), participant('desk', 'long ago'))).toEqual({})
  })
})

describe('a mark', () => {
  const mark = { conversation_id: 'c1', user_id: 'adams', message_id: 'd', at: '2026-11-24T09:20:00Z' }
  const readTo = (given: typeof mark) =>
    withReadMark(conversation([participant('pat'), participant('adams', 'c')]), given).participants.map((each) => each.last_read_message_id)

  it('moves on for its reader alone', () => expect(readTo(mark)).toEqual([null, 'd']))
  it('never moves back', () => expect(readTo({ ...mark, message_id: 'a', at: '2026-11-24T09:05:00Z' })).toEqual([null, 'c']))
  it('of another conversation is none of this', () => expect(readTo({ ...mark, conversation_id: 'c2' })).toEqual([null, 'c']))
  it('is known by its shape', () => expect([isReadMark(mark), isReadMark({ user_id: 'adams' })]).toEqual([true, false]))
})

it('what is to be marked is the last of the others after the own mark', () => {
  expect(toMarkRead(messages, [participant('pat')], 'pat')).toBe('b')
  expect(toMarkRead(messages, [participant('pat', 'a')], 'pat')).toBe('b')
  expect(toMarkRead(messages, [participant('pat', 'b')], 'pat')).toBe(null)
  expect(toMarkRead([...messages, message('e', 5, theirs)], [participant('pat', 'b')], 'pat')).toBe('e')
})
