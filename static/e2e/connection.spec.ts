// The connection breaks, and what happened meanwhile arrives: the network, the server, a network that lets no socket
// through, a page that nobody looks at, one tab too many.
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { book, connection, drAdamsPath, isLive, look, PAT, SAM, signedIn, slotAt, timeThatSuits } from './people'
import { expect, test } from './server'
import { Wire } from './wire'

/** A server that starts, and the longest pause between two attempts to reach it. */
const BACK_WITHIN_MS = 60_000
/** How many sockets a user may have. */
const SOCKETS = 10

const isIn = (page: Page, state: string, timeout?: number) =>
  expect(connection(page)).toHaveAttribute('data-state', state, { timeout })

test('what happens while the network is gone arrives when it is back, once and in order', async ({ browser, server, page }, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const wire = Wire.of(sam)
  await sam.goto(path)
  await isLive(sam)

  for (let times = 0; times < 3; times += 1) {
    await sam.context().setOffline(true)
    await isIn(sam, 'offline')
    await expect(connection(sam)).toHaveText(/^offline since \d/)
    if (times === 0) {
      await expectAccessible(sam)
      await keep(testInfo, 'offline', sam)
    }
    const startsAt = await timeThatSuits(pat, [pat])
    await pat.locator(slotAt(startsAt)).click()
    await book(pat)
    await pat.goto(path)
    await isLive(pat)
    await expect(sam.locator(slotAt(startsAt))).toBeVisible()
    await sam.context().setOffline(false)
    await isIn(sam, 'live')
    await expect(sam.locator(slotAt(startsAt))).toHaveCount(0)
  }
  const [first, ...resumed] = wire.subscribed(/:slots$/)
  expect(first?.recovered).toBe(false)
  expect(resumed.map(({ recovered }) => recovered)).toEqual([true, true, true])
  const offsets = wire.offsets(/:slots$/)
  expect(offsets.length).toBeGreaterThanOrEqual(3)
  expect(offsets).toEqual(offsets.map((_, index) => (offsets[0] ?? 0) + index))
})

test('a server that starts again is found again, and what it forgot is read again', async ({ browser, server, page }) => {
  const path = await drAdamsPath(page)
  const sam = await signedIn(browser, server, SAM, path)
  const wire = Wire.of(sam)
  await sam.goto(path)
  await isLive(sam)
  await server.stop()
  await expect(connection(sam)).toHaveAttribute('data-state', /reconnecting|offline/)
  expect(wire.frames('bye')).toHaveLength(1)
  await server.start()
  const read = sam.waitForResponse((answer) => answer.url().includes('/available_slots/') && answer.ok())
  await isIn(sam, 'live', BACK_WITHIN_MS)
  await read
  const asked = wire.sent('subscribe').findLast(({ topic }) => /:slots$/.test(String(topic)))
  expect(asked).toHaveProperty('since.epoch')
})

test('where no socket gets through, a stream does', async ({ browser, server, page }) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  await sam.routeWebSocket('**/realtime/ws', (socket) => socket.close())
  const opened = sam.waitForRequest((request) => request.url().includes('/realtime/events?'))
  await sam.goto(path)
  await opened
  await isLive(sam)
  const startsAt = await timeThatSuits(pat, [pat])
  await expect(sam.locator(slotAt(startsAt))).toBeVisible()
  await pat.locator(slotAt(startsAt)).click()
  await book(pat)
  await expect(sam.locator(slotAt(startsAt))).toHaveCount(0)
})

test('a page that nobody looks at rests, and resumes when somebody does', async ({ browser, server, page }) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  await sam.clock.install()
  const wire = Wire.of(sam)
  await sam.goto(path)
  await isLive(sam)
  await look(sam, 'hidden')
  await sam.clock.fastForward('05:00')
  await isIn(sam, 'resting')
  const startsAt = await timeThatSuits(pat, [pat])
  await pat.locator(slotAt(startsAt)).click()
  await book(pat)
  await expect(sam.locator(slotAt(startsAt))).toBeVisible()
  await look(sam, 'visible')
  await isIn(sam, 'live')
  await expect(sam.locator(slotAt(startsAt))).toHaveCount(0)
  expect(wire.subscribed(/:slots$/).at(-1)?.recovered).toBe(true)
})

test('one tab too many: the oldest yields, and comes back when one turns to it', async ({ browser, server }) => {
  const oldest = await signedIn(browser, server, PAT, '/appointments')
  const other = await oldest.context().newPage()
  await other.goto('/')
  await isLive(other)
  await other.evaluate((count) => {
    const url = `${location.origin.replace('http', 'ws')}/api/v1/realtime/ws`
    for (let opened = 0; opened < count; opened += 1) new WebSocket(url, 'carebridge.v1')
  }, SOCKETS - 1)
  await isIn(oldest, 'yielded')
  await expectAccessible(oldest)
  await oldest.evaluate(() => window.dispatchEvent(new Event('focus')))
  await isIn(oldest, 'live')
})
