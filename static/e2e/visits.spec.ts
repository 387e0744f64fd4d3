// What can be done about one's visits: moving one, what happened to it, a calendar, a series, the first free one.
import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { bookBehind, doctorOf } from './behind'
import { secret } from './canaries'
import { book, DR_ADAMS, drAdamsPath, isLive, PAT, SAM, signedIn, slotAt, timeThatRepeats, timeThatSuits } from './people'
import { expect, test } from './server'

const row = (page: Page, id: string) => page.locator(`[data-testid="appointment"][data-id="${id}"]`)

test('a visit is moved to another time, and the doctor sees it move', async ({ browser, server, page }, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const startsAt = await timeThatSuits(pat, [pat])
  const visit = await bookBehind(pat, doctorOf(path), startsAt)
  const doctor = await signedIn(browser, server, DR_ADAMS, '/today')
  await doctor.goto(`/today?date=${startsAt.slice(0, 10)}`)
  await isLive(doctor)
  const seen = doctor.locator(`[data-testid="visit"][data-id="${visit.id}"]`)
  await expect(seen).toHaveAttribute('data-starts-at', startsAt)

  await pat.goto('/appointments')
  await isLive(pat)
  await row(pat, visit.id).getByTestId('move-visit').click()
  const move = pat.getByTestId('move')
  const other = move.getByTestId('slot').last()
  await expect(other).toBeVisible()
  const to = (await other.getAttribute('data-starts-at')) ?? ''
  await other.click()
  await expectAccessible(pat)
  await keep(testInfo, '1 another time', pat)

  // Changed meanwhile: it is said, and shown as it is now.
  await pat.route('**/reschedule/', (route) => route.continue({ headers: { ...route.request().headers(), 'if-match': '"0"' } }), {
    times: 1,
  })
  await pat.getByTestId('confirm-move').click()
  await expect(pat.getByText('This visit has changed meanwhile')).toBeVisible()
  await pat.getByTestId('confirm-move').click()
  await expect(pat.getByTestId('moved')).toBeVisible()
  await expectAccessible(pat)
  await expect(seen).toHaveAttribute('data-starts-at', to)
  await pat.getByRole('button', { name: 'Done' }).click()

  await row(pat, visit.id).getByTestId('more').click()
  await expectAccessible(pat)
  await pat.getByRole('menuitem', { name: 'What happened to it' }).click()
  const history = pat.getByTestId('history')
  await expect(history.locator('[data-action="appointment.book"]')).toContainText('you')
  await expect(history.locator('[data-action="appointment.reschedule"]')).toContainText('Moved')
  await expectAccessible(pat)
  await keep(testInfo, '2 what happened', pat)
  await pat.getByRole('button', { name: 'Close' }).click()

  await row(pat, visit.id).getByTestId('more').click()
  const downloading = pat.waitForEvent('download')
  await pat.getByRole('menuitem', { name: 'Add to my calendar' }).click()
  const file = await readFile(await (await downloading).path(), 'utf8')
  expect(file).toContain('BEGIN:VEVENT')
  expect(file).toContain(`DTSTART:${to.replaceAll(/[-:]/g, '')}`)
})

test('a time that somebody takes while one is about to move there is said, with the nearest ones', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const visit = await bookBehind(sam, doctorOf(path), await timeThatSuits(sam, [sam]))
  await expect(pat.getByTestId('slot').first()).toBeVisible()
  const wanted = await timeThatSuits(pat, [pat, sam])
  await sam.goto('/appointments')
  await isLive(sam)
  await row(sam, visit.id).getByTestId('move-visit').click()
  await sam.getByTestId('move').locator(slotAt(wanted)).click()
  await bookBehind(pat, doctorOf(path), wanted)
  await expect(sam.getByTestId('move-obstacle')).toContainText('Someone was quicker')
  await expect(sam.getByTestId('confirm-move')).toBeDisabled()
  await expectAccessible(sam)
  await keep(testInfo, '1 someone was quicker', sam)
  await sam.getByTestId('move').getByTestId('alternative').first().click()
  await sam.getByTestId('confirm-move').click()
  await expect(sam.getByTestId('moved')).toBeVisible()
})

test('of a visit that repeats, what clashes is told, and the others are booked anyway', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const startsAt = await timeThatRepeats(sam, doctorOf(path), [pat, sam])
  const nextWeek = new Date(Date.parse(startsAt) + 7 * 86_400_000).toISOString().replace('.000Z', 'Z')
  await bookBehind(pat, doctorOf(path), nextWeek)

  await sam.locator(slotAt(startsAt)).click()
  await sam.getByLabel('Repeat this visit').check()
  await sam.getByLabel('How many visits').fill('1')
  await expect(sam.getByTestId('book')).toBeDisabled()
  await sam.getByLabel('How many visits').fill('3')
  await expectAccessible(sam)
  await sam.getByRole('button', { name: 'Book 3 visits' }).click()
  await expect(sam.getByTestId('series-clash').getByTestId('clash')).toHaveCount(1)
  await expectAccessible(sam)
  await keep(testInfo, '1 one clashes', sam)
  await sam.getByTestId('others-anyway').click()
  const result = sam.getByTestId('booked-series')
  await expect(result.getByTestId('booked-visit')).toHaveCount(2)
  await expect(result.getByTestId('clash')).toHaveCount(1)
  await expectAccessible(sam)
  await keep(testInfo, '2 the others', sam)
})

test('the first free visit of a specialty is booked with whoever has it', async ({ browser, server }, testInfo) => {
  const sam = await signedIn(browser, server, SAM, '/')
  await sam.getByLabel('Specialty', { exact: true }).selectOption({ index: 1 })
  await sam.getByRole('button', { name: 'First free visit' }).click()
  const dialog = sam.getByRole('dialog')
  await dialog.getByLabel('What is it about?').fill(secret('A mole that itches'))
  await expectAccessible(sam)
  await dialog.getByTestId('book-first-free').click()
  await expect(dialog.getByTestId('booked')).toBeVisible()
  await expectAccessible(sam)
  await keep(testInfo, '1 booked', sam)
})

test('a calendar reads one’s visits from a private address until it is stopped', async ({
  browser,
  server,
  request,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  await pat.locator(slotAt(await timeThatSuits(pat, [pat]))).click()
  await book(pat)
  await pat.goto('/account')
  await pat.getByRole('button', { name: 'Make an address' }).click()
  const address = secret((await pat.getByTestId('calendar-address').textContent()) ?? '')
  secret(address.replace(/^.*\/calendar\/|\.ics$/g, ''))
  await expectAccessible(pat)
  await keep(testInfo, '1 an address', pat)
  expect(await (await request.get(address)).text()).toContain('BEGIN:VEVENT')

  await pat.getByRole('button', { name: 'Replace it' }).click()
  await expectAccessible(pat)
  await pat.getByTestId('confirm-replace').click()
  await expect(pat.getByTestId('calendar-address')).not.toHaveText(address)
  const next = secret((await pat.getByTestId('calendar-address').textContent()) ?? '')
  secret(next.replace(/^.*\/calendar\/|\.ics$/g, ''))
  expect((await request.get(address)).status()).toBe(404)
  expect((await request.get(next)).status()).toBe(200)

  await pat.getByRole('button', { name: 'Stop it' }).click()
  await pat.getByTestId('confirm-stop').click()
  await expect(pat.getByTestId('calendar-feed')).toHaveAttribute('data-active', 'false')
  expect((await request.get(next)).status()).toBe(404)
})
