// Somebody waits for a time, somebody else gives one up: it is offered before anyone sees it free.
import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { bookBehind, doctorOf } from './behind'
import { drAdamsPath, isLive, PAT, SAM, signedIn, slotAt, timeThatSuits } from './people'
import { dayAhead } from './rest'
import { expect, test } from './server'
import type { Server } from './server'

interface Waiting {
  pat: Page
  sam: Page
  path: string
  startsAt: string
  /** Pat's visit, which Sam waits for. */
  visit: { id: string }
}

/** Pat has a visit; Sam waits for a time on that day, and looks at what there is of theirs. */
async function samWaits(browser: Browser, server: Server, page: Page): Promise<Waiting> {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const startsAt = await timeThatSuits(pat, [pat, sam])
  const visit = await bookBehind(pat, doctorOf(path), startsAt)
  await expect(sam.locator(slotAt(startsAt))).toHaveCount(0)

  await sam.getByRole('button', { name: 'Join the waiting list' }).click()
  const dialog = sam.getByRole('dialog')
  const day = startsAt.slice(0, 10)
  await dialog.getByLabel('From').fill(day)
  await dialog.getByLabel('Until').fill(day)
  await expectAccessible(sam)
  await dialog.getByTestId('join').click()
  await expect(dialog.getByTestId('joined')).toBeVisible()
  await expectAccessible(sam)
  await dialog.getByRole('link', { name: 'See my appointments' }).click()
  await expect(sam.getByTestId('waiting').first()).toHaveAttribute('data-status', 'waiting')
  await isLive(sam)
  return { pat, sam, path, startsAt, visit }
}

/** Pat cancels, in the page. */
async function cancel(pat: Page, id: string): Promise<void> {
  await pat.goto('/appointments')
  await pat.locator(`[data-testid="appointment"][data-id="${id}"]`).getByTestId('cancel').click()
  await expectAccessible(pat)
  await pat.getByTestId('confirm-cancel').click()
  await expect(pat.locator(`[data-testid="appointment"][data-id="${id}"]`)).toHaveAttribute('data-status', 'cancelled')
}

test('a time that is given up is offered live to who waits, and taken', async ({ browser, server, page }, testInfo) => {
  const { pat, sam, path, startsAt, visit } = await samWaits(browser, server, page)
  await sam.evaluate(() => document.body.setAttribute('data-same-page', ''))
  await cancel(pat, visit.id)
  const offer = sam.getByTestId('offer')
  await expect(offer).toHaveAttribute('data-state', 'open')
  await expect(offer).toHaveAttribute('data-starts-at', startsAt)
  await expect(offer).toContainText(/Kept for you for 29:\d\d/)
  await expect(sam.getByTestId('waiting')).toHaveAttribute('data-status', 'offered')
  expect(await sam.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await expectAccessible(sam)
  await keep(testInfo, '1 offered', sam)

  // It is free for nobody else meanwhile.
  await pat.goto(path)
  await expect(pat.getByTestId('slot').first()).toBeVisible()
  await expect(pat.locator(slotAt(startsAt))).toHaveCount(0)

  // Elsewhere on the page it is told too, and the bell leads there.
  await sam.getByRole('link', { name: 'Find a doctor' }).first().click()
  await expect(sam.getByTestId('offer-notice')).toBeVisible()
  await expectAccessible(sam)
  await sam.getByTestId('bell').click()
  await sam.getByLabel('Notifications', { exact: true }).getByRole('listitem').first().getByRole('button').click()
  await expect(sam).toHaveURL(/\/appointments\?offer=/)

  await sam.getByTestId('accept').click()
  await expect(offer).toHaveAttribute('data-state', 'accepted')
  const row = sam.getByTestId('appointment').filter({ hasText: 'Adams' }).first()
  await expect(row).toBeVisible()
  await expect(sam.getByTestId('waiting')).toHaveCount(0)
  await expectAccessible(sam)
  await keep(testInfo, '2 taken', sam)
  await expect(pat.locator(slotAt(startsAt))).toHaveCount(0)
})

test('an offer that is declined frees the time for everybody, and leaving ends the waiting', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const { pat, sam, path, startsAt, visit } = await samWaits(browser, server, page)
  await cancel(pat, visit.id)
  await pat.goto(path)
  await isLive(pat)
  await expect(pat.getByTestId('slot').first()).toBeVisible()
  await expect(pat.locator(slotAt(startsAt))).toHaveCount(0)

  await sam.getByTestId('decline').click()
  await expect(sam.getByTestId('offer')).toHaveAttribute('data-state', 'declined')
  await expect(pat.locator(slotAt(startsAt))).toBeVisible()
  await keep(testInfo, '1 declined', sam)

  await sam.getByTestId('waiting').getByRole('button', { name: /^Leave/ }).click()
  await expectAccessible(sam)
  await sam.getByTestId('confirm-leave').click()
  await expect(sam.getByTestId('waiting')).toHaveCount(0)
})

test('whoever does not mind with whom waits for anyone of a specialty, and later for other hours', async ({
  browser,
  server,
}, testInfo) => {
  const sam = await signedIn(browser, server, SAM, '/')
  await sam.getByLabel('Specialty', { exact: true }).selectOption({ index: 1 })
  await sam.getByRole('button', { name: 'Join the waiting list' }).click()
  const dialog = sam.getByRole('dialog')
  await dialog.getByLabel('Time of day').selectOption('morning')
  await expectAccessible(sam)
  await keep(testInfo, '1 anyone', sam)
  await dialog.getByTestId('join').click()
  await expect(dialog.getByTestId('joined')).toContainText('Anyone of')
  await dialog.getByRole('link', { name: 'See my appointments' }).click()
  const waiting = sam.getByTestId('waiting')
  await expect(waiting).toContainText('Morning, until 12')

  await waiting.getByTestId('change-entry').click()
  await dialog.getByLabel('Until').fill('')
  await dialog.getByTestId('save-entry').click()
  await expect(dialog.getByLabel('Until')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Until').fill(dayAhead(30))
  await dialog.getByLabel('Time of day').selectOption('evening')
  await expectAccessible(sam)
  await keep(testInfo, '2 other hours', sam)
  await dialog.getByTestId('save-entry').click()
  await expect(dialog).toHaveCount(0)
  await expect(waiting).toContainText('Evening, from 17')
  await expect(waiting).toHaveAttribute('data-status', 'waiting')

  await waiting.getByRole('button', { name: /^Leave/ }).click()
  await sam.getByTestId('confirm-leave').click()
  await expect(waiting).toHaveCount(0)
})
