import { expect, it } from 'vitest'
import type { ReplayedDeliveries } from '@/api/types'
import { replayAll } from './replay-run'
import type { ReplayProgress } from './replay-run'

/** A server that answers so, one answer after the other. */
function server(...answers: ReplayedDeliveries[]) {
  const asked = { times: 0 }
  const send = () => {
    const answer = answers[asked.times++]
    return answer ? Promise.resolve(answer) : Promise.reject(new Error('asked too often'))
  }
  return { asked, send }
}

const running = () => new AbortController().signal

it('it goes on until nothing is left, and tells how far it is', async () => {
  const told: ReplayProgress[] = []
  const { send } = server({ replayed: 500, left: 700 }, { replayed: 500, left: 200 }, { replayed: 200, left: 0 })
  const end = await replayAll(send, (progress) => told.push(progress), running())
  expect(told.map(({ replayed, total }) => `${replayed} of ${total}`)).toEqual(['500 of 1200', '1000 of 1200', '1200 of 1200'])
  expect(end).toEqual({ replayed: 1200, total: 1200, left: 0 })
})

it('what dies again at once is not sent for ever', async () => {
  const { send, asked } = server({ replayed: 100, left: 50 }, { replayed: 100, left: 50 }, { replayed: 100, left: 50 })
  expect(await replayAll(send, () => undefined, running())).toEqual({ replayed: 200, total: 150, left: 50 })
  expect(asked.times).toBe(2)
})

it('a server that takes none is not asked again', async () => {
  const { send, asked } = server({ replayed: 0, left: 3 }, { replayed: 0, left: 3 })
  expect((await replayAll(send, () => undefined, running())).left).toBe(3)
  expect(asked.times).toBe(1)
})

it('it can be stopped, and says what is left', async () => {
  const stop = new AbortController()
  const { send } = server({ replayed: 500, left: 700 })
  const end = await replayAll(send, () => stop.abort(), stop.signal)
  expect(end).toEqual({ replayed: 500, total: 1200, left: 700 })
})
