import { expect, it } from 'vitest'
import type { ChannelFigures, DeliveryFigures } from '@/api/types'
import { haveMoved } from './moved'

const quiet: ChannelFigures = {
  channel: 'sms',
  breaker: 'closed',
  queued: 3,
  due: 1,
  in_flight: 0,
  sent: 40,
  retried: 2,
  suppressed: 1,
  dead: 0,
  oldest_due_s: 4,
  latency_p50_ms: 80,
  latency_p99_ms: 900,
}
const taken = (...channels: ChannelFigures[]): DeliveryFigures => ({ at: '2026-12-01T08:00:00Z', channels })

it('what waits a little longer has not moved', () => {
  expect(haveMoved(taken(quiet), taken({ ...quiet, oldest_due_s: 9, latency_p50_ms: 81, due: 2 }))).toBe(false)
})

it('what was sent, or died, has', () => {
  expect(haveMoved(taken(quiet), taken({ ...quiet, sent: 41, queued: 2 }))).toBe(true)
  expect(haveMoved(taken(quiet), taken({ ...quiet, dead: 1 }))).toBe(true)
})

it('a channel that is new has, and so has the first that is known', () => {
  expect(haveMoved(taken(quiet), taken(quiet, { ...quiet, channel: 'push' }))).toBe(true)
  expect(haveMoved(undefined, taken(quiet))).toBe(true)
})
