// What is asked of the server as the reader chooses, changes their mind, waits too long and comes back.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hold, HoldWish } from '@/api/types'
import { Refusal, Unreached } from '@/api/refusal'
import { HoldKeeper, refusesTime } from './hold-keeper'

const START = Date.parse('2026-11-24T08:00:00Z')
const FIVE_MINUTES = 5 * 60_000

const wish = (time: string, more: Partial<HoldWish> = {}): HoldWish => ({
  doctor_id: 'd1',
  starts_at: `2026-11-25T${time}:00Z`,
  appointment_type: 'consultation',
  ...more,
})

function refusal(status: number, code: string) {
  return new Refusal(status, { code }, null, null)
}

/** A server that notes what it is asked, and answers when it is told to. */
function server() {
  const asked: string[] = []
  const answers: ((error?: unknown) => void)[] = []
  const made = new Map<string, number>()
  const requests = {
    hold: (wanted: HoldWish) =>
      new Promise<Hold>((resolve, reject) => {
        const name = `${wanted.starts_at.slice(11, 16)}${wanted.patient_id ? ` for ${wanted.patient_id}` : ''}`
        asked.push(`hold ${name}`)
        const times = (made.get(name) ?? 0) + 1
        answers.push((error) => {
          if (error !== undefined) return reject(error as Error)
          made.set(name, times)
          resolve({
            ...wanted,
            hold_id: name,
            patient_id: 'p1',
            clinic_id: 'c1',
            ends_at: wanted.starts_at,
            time_zone: 'UTC',
            expires_at: new Date(Date.now() + FIVE_MINUTES).toISOString(),
            renewable: times === 1,
          })
        })
      }),
    letGo: (id: string) => {
      asked.push(`let go ${id}`)
      return Promise.resolve()
    },
  }
  const settle = () => vi.advanceTimersByTimeAsync(0)
  return {
    asked,
    requests,
    settle,
    async answer(error?: unknown) {
      await settle()
      answers.shift()?.(error)
      await settle()
    },
  }
}

beforeEach(() => vi.useFakeTimers({ now: START }))
afterEach(() => vi.useRealTimers())

describe('a chosen time', () => {
  it('is held, and let go when the reader leaves', async () => {
    const { asked, requests, answer, settle } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    expect(keeper.read().phase).toBe('asking')
    await answer()
    expect(keeper.read()).toMatchObject({ phase: 'held', hold: { renewable: true } })
    keeper.want(null)
    await settle()
    expect(keeper.read().phase).toBe('none')
    expect(asked).toEqual(['hold 09:00', 'let go 09:00'])
  })

  it('that is left before the server answered is let go once it has', async () => {
    const { asked, requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await vi.advanceTimersByTimeAsync(0)
    keeper.want(null)
    await answer()
    expect(keeper.read().phase).toBe('none')
    expect(asked).toEqual(['hold 09:00', 'let go 09:00'])
  })

  it('gives way to another one, which the server does by itself', async () => {
    const { asked, requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    keeper.want(wish('10:00'))
    await answer()
    expect(keeper.read()).toMatchObject({ phase: 'held', wish: { starts_at: '2026-11-25T10:00:00Z' } })
    expect(asked).toEqual(['hold 09:00', 'hold 10:00'])
  })

  it('is asked for one after the other, and not at all where it was passed over', async () => {
    const { asked, requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await vi.advanceTimersByTimeAsync(0)
    keeper.want(wish('09:30'))
    keeper.want(wish('10:00'))
    expect(asked).toEqual(['hold 09:00'])
    await answer()
    await answer()
    expect(asked).toEqual(['hold 09:00', 'hold 10:00'])
    expect(keeper.read()).toMatchObject({ phase: 'held', hold: { hold_id: '10:00' } })
  })

  it('for somebody else is let go first: one’s own hold would be in the way', async () => {
    const { asked, requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    keeper.want(wish('09:00', { patient_id: 'child' }))
    await answer()
    expect(asked).toEqual(['hold 09:00', 'let go 09:00', 'hold 09:00 for child'])
  })

  it('wanted and unwanted in one go makes no request', async () => {
    const { asked, requests, settle } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    keeper.want(null)
    await settle()
    expect(asked).toEqual([])
  })

  it('once booked is not let go', async () => {
    const { asked, requests, answer, settle } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    keeper.spent()
    keeper.want(null)
    await settle()
    expect(asked).toEqual(['hold 09:00'])
  })
})

describe('the time that it is kept', () => {
  it('ends by itself, and one press asks again', async () => {
    const { asked, requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    await vi.advanceTimersByTimeAsync(FIVE_MINUTES - 1)
    expect(keeper.read().phase).toBe('held')
    await vi.advanceTimersByTimeAsync(1)
    expect(keeper.read().phase).toBe('expired')
    keeper.again()
    expect(keeper.read().phase).toBe('asking')
    await answer()
    expect(keeper.read().phase).toBe('held')
    expect(asked).toEqual(['hold 09:00', 'hold 09:00'])
  })

  it('is renewed once', async () => {
    const { requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    await vi.advanceTimersByTimeAsync(FIVE_MINUTES - 30_000)
    keeper.renew()
    expect(keeper.read()).toMatchObject({ phase: 'held', renewing: true })
    await answer()
    expect(keeper.read()).toMatchObject({ phase: 'held', renewing: false, hold: { renewable: false } })
    await vi.advanceTimersByTimeAsync(FIVE_MINUTES - 1)
    expect(keeper.read().phase).toBe('held')
    await vi.advanceTimersByTimeAsync(1)
    expect(keeper.read().phase).toBe('expired')
  })

  it('stays as it was where a renewal is refused or does not arrive, and is over where the hold is gone', async () => {
    const { requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    keeper.renew()
    await answer(new Unreached())
    expect(keeper.read()).toMatchObject({ phase: 'held', renewing: false, hold: { renewable: true } })
    keeper.renew()
    await answer(refusal(409, 'hold_not_renewable'))
    expect(keeper.read()).toMatchObject({ phase: 'held', renewing: false, hold: { renewable: false } })
    const other = new HoldKeeper(requests)
    other.want(wish('11:00'))
    await answer()
    other.renew()
    await answer(refusal(409, 'slot_taken'))
    expect(other.read().phase).toBe('expired')
  })

  it('is over when a booking says so', async () => {
    const { asked, requests, answer, settle } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    keeper.lost()
    await settle()
    expect(keeper.read().phase).toBe('expired')
    expect(asked).toEqual(['hold 09:00'])
  })
})

describe('a refusal', () => {
  it('is told, and lets go what was kept before', async () => {
    const { asked, requests, answer } = server()
    const keeper = new HoldKeeper(requests)
    keeper.want(wish('09:00'))
    await answer()
    keeper.want(wish('10:00'))
    await answer(refusal(409, 'slot_taken'))
    expect(keeper.read()).toMatchObject({ phase: 'refused', error: { code: 'slot_taken' } })
    expect(asked).toEqual(['hold 09:00', 'hold 10:00', 'let go 09:00'])
  })

  it('stands in the way of booking only where it is about the time', () => {
    expect(refusesTime(refusal(409, 'slot_taken'))).toBe(true)
    expect(refusesTime(refusal(422, 'too_soon'))).toBe(true)
    expect(refusesTime(refusal(409, 'hold_not_renewable'))).toBe(false)
    expect(refusesTime(refusal(429, 'rate_limited'))).toBe(false)
    expect(refusesTime(new Unreached())).toBe(false)
  })
})
