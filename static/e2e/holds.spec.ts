// A chosen time is kept for whoever chose it, for everybody to see, until it is booked, let go or over.
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { bookBehind, doctorOf, send } from './behind'
import { secret } from './canaries'
import { book, DR_ADAMS, drAdamsPath, held, isLive, PAT, SAM, signedIn, slotAt, suits, timeThatSuits } from './people'
import { expect, test } from './server'

/** How long the other browser may take to notice. */
const NOTICED_WITHIN_MS = 1_000

test('a chosen time is kept and leaves the other browser, and is booked from the hold', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const startsAt = await timeThatSuits(pat, [pat])
  await expect(sam.locator(slotAt(startsAt))).toBeVisible()

  await pat.locator(slotAt(startsAt)).click()
  await sam.waitForSelector(slotAt(startsAt), { state: 'detached', timeout: NOTICED_WITHIN_MS })
  await expect(held(pat)).toContainText(/Kept for you for 4:5\d/)
  await expect(held(pat)).toContainText(/Kept for you for 4:4\d/)
  // For whom it is kept it stays where it was, and nothing is in the way.
  await expect(pat.locator(slotAt(startsAt))).toHaveAttribute('aria-pressed', 'true')
  await expect(pat.getByTestId('obstacle')).toHaveCount(0)
  await expectAccessible(pat)
  await keep(testInfo, '1 kept', pat)
  await keep(testInfo, '2 gone for others', sam)

  const sent = pat.waitForRequest((request) => request.url().includes('/appointment-booking/book/'))
  await book(pat)
  const request = await sent
  const booking = request.postDataJSON() as { starts_at: string; hold_id?: string }
  expect(booking.starts_at).toBe(startsAt)
  expect(booking.hold_id).toBeTruthy()
  expect(request.headers()['idempotency-key']).toBeTruthy()
  await expect(pat.getByTestId('booked')).toBeVisible()
  await expect(sam.locator(slotAt(startsAt))).toHaveCount(0)
  await expectAccessible(pat)
})

test('another choice lets the first one go, and leaving lets the last one go', async ({ browser, server, page }) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const first = await timeThatSuits(pat, [pat])
  await pat.locator(slotAt(first)).click()
  await expect(held(pat)).toBeVisible()
  await expect(sam.locator(slotAt(first))).toHaveCount(0)

  const second = (await sam.getByTestId('slot').last().getAttribute('data-starts-at')) ?? ''
  await pat.locator(slotAt(second)).click()
  await expect(sam.locator(slotAt(first))).toBeVisible()
  await expect(sam.locator(slotAt(second))).toHaveCount(0)
  await expect(held(pat)).toBeVisible()

  await pat.getByRole('button', { name: 'Change the time' }).click()
  await expect(sam.locator(slotAt(second))).toBeVisible()

  await pat.locator(slotAt(first)).click()
  await expect(held(pat)).toBeVisible()
  await expect(sam.locator(slotAt(first))).toHaveCount(0)
  await pat.getByRole('link', { name: 'All doctors' }).click()
  await expect(sam.locator(slotAt(first))).toBeVisible()
})

test('whoever comes late is offered the nearest times in place, with what they typed', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const startsAt = await timeThatSuits(pat, [pat, sam])
  await sam.getByTestId('slot').last().click()
  await expect(held(sam)).toBeVisible()
  await sam.getByLabel('What is it about?').fill(secret('Ringing in the left ear'))

  await bookBehind(pat, doctorOf(path), startsAt)
  await sam.goto(`${path}&slot=${encodeURIComponent(startsAt)}`)
  await expect(sam.getByText('Someone was quicker')).toBeVisible()
  await expect(sam.getByTestId('book')).toBeDisabled()
  await expect(sam.getByTestId('alternative').first()).toBeVisible()
  await expectAccessible(sam)
  await keep(testInfo, '1 someone was quicker', sam)

  const other = await suits(sam.getByTestId('alternative'), [sam])
  await sam.locator(`[data-testid="alternative"][data-starts-at="${other}"]`).click()
  await expect(held(sam)).toBeVisible()
  await expect(sam.getByTestId('obstacle')).toHaveCount(0)
  await expect(sam.getByLabel('What is it about?')).toHaveValue('Ringing in the left ear')
  await isLive(sam)
  await book(sam)
  await expect(sam.getByTestId('booked')).toBeVisible()
  await expect(pat.locator(slotAt(other))).toHaveCount(0)
})

test('a time that was kept long enough is said to be over, and one press takes it again', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  await pat.clock.install()
  await pat.reload()
  const startsAt = await timeThatSuits(pat, [pat])
  await pat.locator(slotAt(startsAt)).click()
  await expect(held(pat)).toBeVisible()
  await pat.getByLabel('What is it about?').fill(secret('Stiff fingers in the morning'))
  await pat.clock.fastForward('04:20')
  await expect(held(pat)).toContainText(/Kept for you for 0:[34]\d/)
  await expect(pat.getByRole('button', { name: 'Keep it longer' })).toBeVisible()
  await expectAccessible(pat)
  await keep(testInfo, '1 the last minute', pat)

  await pat.clock.fastForward('00:45')
  await expect(pat.getByTestId('hold-expired')).toBeVisible()
  await expectAccessible(pat)
  await keep(testInfo, '2 over', pat)
  await pat.getByTestId('take-again').click()
  await expect(held(pat)).toBeVisible()
  await expect(pat.getByLabel('What is it about?')).toHaveValue('Stiff fingers in the morning')
})

test('a time for several says how many places are left, as they are taken', async ({ browser, server, page }, testInfo) => {
  const path = await drAdamsPath(page)
  const doctor = await signedIn(browser, server, DR_ADAMS, '/today')
  const group = { code: 'physical_therapy', duration_minutes: 30, capacity: 3, price: '25.00', currency: 'EUR' }
  const made = await send(doctor, 'POST', `doctors/${doctorOf(path)}/appointment_types/`, group)
  expect(made.status, JSON.stringify(made.body)).toBe(201)

  const groupPath = `${path}&type=physical_therapy`
  const pat = await signedIn(browser, server, PAT, path)
  await pat.locator('[data-testid="kind"][data-code="physical_therapy"]').click()
  await expect(pat).toHaveURL(/type=physical_therapy/)
  const sam = await signedIn(browser, server, SAM, groupPath)
  await expect(pat.getByTestId('slot').first()).toContainText('3 left')
  const startsAt = await timeThatSuits(pat, [pat, sam])
  await expect(sam.locator(slotAt(startsAt))).toContainText('3 left')
  await pat.locator(slotAt(startsAt)).click()
  await expect(held(pat)).toBeVisible()
  await expect(pat.getByTestId('confirm')).toContainText('Physical therapy · €25')
  await expect(sam.locator(slotAt(startsAt))).toContainText('2 left')
  await expectAccessible(pat)
  await keep(testInfo, '1 two places left', sam)
  await book(pat)

  await sam.locator(slotAt(startsAt)).click()
  await expect(held(sam)).toBeVisible()
  await book(sam)
  await expect(sam.getByTestId('booked')).toBeVisible()
  await expect(pat.locator(slotAt(startsAt))).toContainText('1 left')
})
