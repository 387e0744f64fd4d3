// A request that wants a fresh sign-in is repeated after it, and only then.
import { expect, it } from 'vitest'
import { FreshSignIn } from './fresh-sign-in'
import { Refusal } from './refusal'

const stale = () => new Refusal(403, { code: 'fresh_sign_in_required' }, null, null)

/** A request that is refused `times` times before it is answered. */
function refused(times: number) {
  const request = async () => {
    request.sent += 1
    if (request.sent <= times) throw stale()
    return 'done'
  }
  request.sent = 0
  return request
}

it('a request that is answered asks nobody', async () => {
  const fresh = new FreshSignIn()
  await expect(fresh.perform(refused(0))).resolves.toBe('done')
  expect(fresh.asking).toBe(false)
})

it('a refused one waits for the confirmation and is sent again', async () => {
  const fresh = new FreshSignIn()
  const request = refused(1)
  const answer = fresh.perform(request)
  await Promise.resolve()
  expect(fresh.asking).toBe(true)
  expect(request.sent).toBe(1)
  fresh.settle(true)
  await expect(answer).resolves.toBe('done')
  expect(fresh.asking).toBe(false)
})

it('whoever does not confirm gets the refusal, and nothing is repeated', async () => {
  const fresh = new FreshSignIn()
  const request = refused(1)
  const answer = fresh.perform(request)
  await Promise.resolve()
  fresh.settle(false)
  await expect(answer).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
  expect(request.sent).toBe(1)
})

it('many requests are one question', async () => {
  const fresh = new FreshSignIn()
  const asked: boolean[] = []
  fresh.listen(() => asked.push(fresh.asking))
  const answers = Promise.all([fresh.perform(refused(1)), fresh.perform(refused(1))])
  await Promise.resolve()
  await Promise.resolve()
  fresh.settle(true)
  await expect(answers).resolves.toEqual(['done', 'done'])
  expect(asked).toEqual([true, false])
})

it('a second refusal is final', async () => {
  const fresh = new FreshSignIn()
  const request = refused(2)
  const answer = fresh.perform(request)
  await Promise.resolve()
  fresh.settle(true)
  await expect(answer).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
  expect(request.sent).toBe(2)
  expect(fresh.asking).toBe(false)
})

it('another refusal is passed on', async () => {
  const fresh = new FreshSignIn()
  const answer = fresh.perform(() => Promise.reject(new Refusal(403, { code: 'forbidden' }, null, null)))
  await expect(answer).rejects.toMatchObject({ code: 'forbidden' })
  expect(fresh.asking).toBe(false)
})
