// That nothing which was sent is lost, said twice or out of turn, whatever the network does.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Message, NewMessage } from '@/api/types'
import { Refusal, SomebodyElse, Unreached } from '@/api/refusal'
import { Outbox, parseUnsent } from './outbox'

/** A server that says each name once, and a network that may lose what goes there or what comes back. */
function world() {
  const said: string[] = []
  const known = new Map<string, Message>()
  const faults: ('request' | 'answer' | Error)[] = []
  let kept = ''
  let made = 0
  const send = async (senderId: string, conversationId: string, { body, client_id }: NewMessage): Promise<Message> => {
    const fault = faults.shift()
    await Promise.resolve()
    if (fault === 'request') throw new Unreached('lost')
    if (fault instanceof Error) throw fault
    const message = known.get(client_id) ?? ({ id: `m${known.size}`, conversation_id: conversationId, sender_id: senderId, body, client_id } as Message)
    if (!known.has(client_id)) said.push(senderId === 'pat' ? body : `${senderId}: ${body}`)
    known.set(client_id, message)
    if (fault === 'answer') throw new Unreached('lost')
    return message
  }
  const sent: string[] = []
  const doubts: true[] = []
  const open = () =>
    new Outbox({
      send,
      keep: (text) => (kept = text),
      kept: () => kept,
      onSent: ({ body }) => sent.push(body),
      onDoubt: () => doubts.push(true),
      makeId: () => `c${made++}`,
      random: () => 0,
    })
  return { said, sent, doubts, faults, open, kept: () => parseUnsent(kept) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settle = () => vi.advanceTimersByTimeAsync(0)

it('what is sent without a network is kept, and said once and in order when it is back', async () => {
  const { said, sent, faults, open, kept } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push('request')
  outbox.add('a', 'one', [])
  outbox.add('a', 'two', [])
  await settle()
  expect(said).toEqual([])
  expect(kept().map(({ body }) => body)).toEqual(['one', 'two'])
  outbox.hurry()
  await settle()
  expect(said).toEqual(['one', 'two'])
  expect(sent).toEqual(['one', 'two'])
  expect(outbox.unsent).toEqual([])
  expect(kept()).toEqual([])
})

it('a message whose answer was lost is not said again', async () => {
  const { said, sent, faults, open } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push('answer')
  outbox.add('a', 'one', [])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said).toEqual(['one'])
  expect(sent).toEqual(['one'])
})

it('goes on by itself after a while', async () => {
  const { said, faults, open } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push('request', new Refusal(503, {}, null, null), new Refusal(429, {}, null, 3))
  outbox.add('a', 'one', [])
  await vi.advanceTimersByTimeAsync(120_000)
  expect(said).toEqual(['one'])
})

it('what was kept is sent after a reload under the same name', async () => {
  const { said, faults, open } = world()
  const before = open()
  before.start('pat')
  faults.push('answer')
  before.add('a', 'one', [])
  await settle()
  before.stop()
  const after = open()
  after.start('pat')
  expect(after.unsent.map(({ clientId }) => clientId)).toEqual(['c0'])
  await settle()
  expect(said).toEqual(['one'])
  expect(after.unsent).toEqual([])
})

it('what is refused stays with its reason, lets the next one pass, and is tried again only when asked', async () => {
  const { said, faults, open } = world()
  const outbox = open()
  outbox.start('pat')
  const refusal = new Refusal(422, { code: 'invalid' }, null, null)
  faults.push(refusal)
  outbox.add('a', 'one', [])
  outbox.add('a', 'two', [])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said).toEqual(['two'])
  expect(outbox.unsent.map(({ body, refused }) => [body, refused])).toEqual([['one', true]])
  expect(outbox.errorOf('c0')).toBe(refusal)
  outbox.retry('c0')
  await settle()
  expect(said).toEqual(['two', 'one'])
})

it('one conversation does not wait for another', async () => {
  const { said, faults, open } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push('request')
  outbox.add('a', 'one', [])
  outbox.add('b', 'two', [])
  await settle()
  expect(said).toEqual(['two'])
})

it('nothing is sent once it is stopped, and what was kept stays for who comes back', async () => {
  const { said, faults, open, kept } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push('request')
  outbox.add('a', 'one', [])
  await settle()
  outbox.stop()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(said).toEqual([])
  expect(outbox.unsent).toEqual([])
  expect(kept()).toHaveLength(1)
})

it('what one person wrote is not sent in the name of who signs in after them', async () => {
  const { said, faults, open, kept } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push('request')
  outbox.add('a', 'of Pat', [])
  await settle()
  outbox.stop()
  outbox.start('sam')
  expect(outbox.unsent).toEqual([])
  expect(kept()).toEqual([])
  outbox.add('a', 'of Sam', [])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said).toEqual(['sam: of Sam'])
})

it('an answer that comes after its sender has gone is nobody else’s', async () => {
  const { said, sent, open } = world()
  const outbox = open()
  outbox.start('pat')
  outbox.add('a', 'of Pat', [])
  outbox.start('sam')
  outbox.add('a', 'of Sam', [])
  await settle()
  expect(said).toEqual(['of Pat', 'sam: of Sam'])
  expect(sent).toEqual(['of Sam'])
  expect(outbox.unsent).toEqual([])
})

it('that somebody else is signed in raises a doubt, and what was written waits', async () => {
  const { said, doubts, faults, open, kept } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push(new SomebodyElse(''), new Refusal(401, {}, null, null))
  outbox.add('a', 'one', [])
  await settle()
  expect([said, doubts.length, kept().length]).toEqual([[], 1, 1])
  outbox.hurry()
  await settle()
  expect(doubts).toHaveLength(2)
})

it('nothing is sent before the server wants it, whatever else would hurry', async () => {
  const { said, faults, open } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push(new Refusal(429, {}, null, 30))
  outbox.add('a', 'one', [])
  await settle()
  outbox.hurry()
  outbox.add('b', 'two', [])
  await vi.advanceTimersByTimeAsync(29_999)
  expect(said).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(said).toEqual(['one', 'two'])
})

it('what is refused for its files can be sent without them', async () => {
  const { said, faults, open } = world()
  const outbox = open()
  outbox.start('pat')
  faults.push(new Refusal(404, { code: 'not_found' }, null, null))
  outbox.add('a', 'one', [{ id: 'f', name: 'knee.png', content_type: 'image/png', size_bytes: 70 }])
  await settle()
  expect(outbox.unsent[0]).toMatchObject({ refused: true, attachments: [{ id: 'f' }] })
  outbox.retry('c0', { attachments: [] })
  expect(outbox.unsent[0]).toMatchObject({ refused: false, attachments: [] })
  await settle()
  expect(said).toEqual(['one'])
})

it('what is not readable as an outbox is an empty one', () => {
  expect([parseUnsent(''), parseUnsent('{'), parseUnsent('[{"body":1}]')]).toEqual([[], [], []])
})
