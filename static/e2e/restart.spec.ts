// The server goes away under an open page, and comes back.
import { keep } from './artefacts'
import { secret } from './canaries'
import { book, connection, drAdamsPath, held, isLive, PAT, SAM, signedIn, slotAt, timeThatSuits } from './people'
import { expect, test } from './server'

/** A server that starts, and the longest pause between two attempts to reach it. */
const BACK_WITHIN_MS = 60_000

test('a page that lost its server says so, comes back by itself, and hears what happened', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const sam = await signedIn(browser, server, SAM, path)
  const pat = await signedIn(browser, server, PAT, path)
  const startsAt = await timeThatSuits(pat, [pat])
  await sam.locator(slotAt(startsAt)).click()
  await sam.getByLabel('What is it about?').fill(secret('A sprained ankle'))
  // A server that is gone before it has heard of it keeps nothing.
  await expect(held(sam)).toBeVisible()
  await expect(pat.locator(slotAt(startsAt))).toHaveCount(0)
  await sam.evaluate(() => document.body.setAttribute('data-same-page', ''))

  await server.stop()
  await expect(connection(sam)).toHaveAttribute('data-state', /reconnecting|offline/)
  await expect(sam.locator(slotAt(startsAt))).toBeVisible()
  await keep(testInfo, '1 without a server', sam)
  await sam.getByTestId('book').click()
  await expect(sam.getByTestId('obstacle')).toBeVisible()
  await keep(testInfo, '2 booking without a server', sam)

  await server.start()
  await expect(connection(sam)).toHaveAttribute('data-state', 'live', { timeout: BACK_WITHIN_MS })
  await expect(connection(pat)).toHaveAttribute('data-state', 'live', { timeout: BACK_WITHIN_MS })
  const other = await timeThatSuits(pat, [pat])
  await pat.locator(slotAt(other)).click()
  await book(pat)
  await expect(sam.locator(slotAt(other))).toHaveCount(0)
  await expect(sam.getByLabel('What is it about?')).toHaveValue('A sprained ankle')
  expect(await sam.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await isLive(sam)
  await keep(testInfo, '3 back', sam)
  // What was kept before the server went is kept still.
  await book(sam)
})
