import { expect, it } from 'vitest'
import { EventStreamReader } from './event-stream'

function readIn(pieces: string[]): string[] {
  const read: string[] = []
  const reader = new EventStreamReader((name, data) => read.push(`${name}|${data}`))
  for (const piece of pieces) reader.push(piece)
  return read
}

const TEXT = ': welcome\n\nid: user=a1:1\nretry: 7\ndata: {"op":"hello"}\n\ndata: one\ndata:two\n\nid: 7\n\nevent: close\ndata: last'

it('gives the data of each event, lines joined, under its name, and nothing of comments, ids and what has not ended', () => {
  expect(readIn([TEXT])).toEqual(['message|{"op":"hello"}', 'message|one\ntwo'])
})

it('reads the same wherever the pieces are cut, whatever ends a line', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = `${TEXT.replaceAll('\n', end)}${end}${end}data: x`
    const whole = ['message|{"op":"hello"}', 'message|one\ntwo', 'close|last']
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(readIn([text.slice(0, cut), text.slice(cut)]), `${JSON.stringify(end)} cut at ${cut}`).toEqual(whole)
    }
    expect(readIn([...text])).toEqual(whole)
  }
})
