// One booking, seen by everybody whom it concerns: the other patient, the bell, the doctor.
import { keep } from './artefacts'
import { secret } from './canaries'
import { book, DEMO_PASSWORD, DR_ADAMS, drAdamsPath, isLive, PAT, SAM, signedIn, slotAt, timeThatSuits } from './people'
import { expect, test } from './server'

/** How long the other browser may take to notice. */
const NOTICED_WITHIN_MS = 1_000

test('a time booked in one browser leaves the other within a second', async ({ browser, server, page }, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const sam = await signedIn(browser, server, SAM, path)
  const startsAt = await timeThatSuits(pat, [pat])
  await expect(sam.locator(slotAt(startsAt))).toBeVisible()
  await sam.evaluate(() => document.body.setAttribute('data-same-page', ''))

  // The doctor looks at that day, in the doctor's zone.
  const doctor = await signedIn(browser, server, DR_ADAMS, '/today')
  const me = (await (await doctor.request.get('/api/v1/auth/me/')).json()) as { time_zone: string }
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: me.time_zone }).format(new Date(startsAt))
  await doctor.goto(`/today?date=${day}`)
  await isLive(doctor)
  const visit = doctor.locator(`[data-testid="visit"][data-starts-at="${startsAt}"]`)
  await expect(visit).toHaveCount(0)

  const unreadBefore = Number(await pat.getByTestId('bell').getAttribute('data-unread'))
  await pat.locator(slotAt(startsAt)).click()
  await pat.getByLabel('What is it about?').fill(secret('Palpitations at night'))
  await keep(testInfo, '1 pat chooses', pat)
  await keep(testInfo, '2 sam before', sam)
  await book(pat)

  await sam.waitForSelector(slotAt(startsAt), { state: 'detached', timeout: NOTICED_WITHIN_MS })
  expect(await sam.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await keep(testInfo, '3 sam after', sam)

  await expect(pat.getByTestId('booked')).toBeVisible()
  await expect
    .poll(async () => Number(await pat.getByTestId('bell').getAttribute('data-unread')))
    .toBeGreaterThan(unreadBefore)
  await pat.getByTestId('bell').click()
  await keep(testInfo, '4 pat is told', pat)

  await expect(visit).toBeVisible()
  await keep(testInfo, '5 the doctor sees it', doctor)

  // What the doctor does reaches the patient's list.
  await pat.goto('/appointments')
  const mine = pat.locator('[data-testid="appointment"]').filter({ hasText: 'Adams' }).filter({ visible: true })
  await expect(mine.first()).toBeVisible()
  await isLive(pat)
  const id = await visit.getAttribute('data-id')
  if ((await visit.getAttribute('data-status')) === 'pending') {
    await visit.getByTestId('confirm').click()
    await expect(visit).toHaveAttribute('data-status', 'confirmed')
  }
  await expect(pat.locator(`[data-testid="appointment"][data-id="${id}"]`)).toHaveAttribute('data-status', 'confirmed')
  await keep(testInfo, '6 my appointments', pat)
})

test('a visitor who looks on while somebody else books is offered the nearest times and loses nothing typed', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  await isLive(page)
  const startsAt = await timeThatSuits(pat, [pat])

  await page.locator(slotAt(startsAt)).click()
  await page.getByLabel('What is it about?').fill(secret('A rash since Monday'))
  await pat.locator(slotAt(startsAt)).click()

  await expect(page.getByText('Someone was quicker')).toBeVisible({ timeout: NOTICED_WITHIN_MS })
  await book(pat)
  await keep(testInfo, '1 someone was quicker', page)
  await page.getByTestId('alternative').first().click()
  await expect(page.getByLabel('What is it about?')).toHaveValue('A rash since Monday')
  await expect(page.getByTestId('obstacle')).toHaveCount(0)
  await keep(testInfo, '2 another time', page)
})

test('the time chosen before signing in is still there afterwards', async ({ page }) => {
  await page.goto(await drAdamsPath(page))
  const slot = page.getByTestId('slot').first()
  const startsAt = await slot.getAttribute('data-starts-at')
  await slot.click()
  await page.getByLabel('What is it about?').fill(secret('A question about my knee'))
  await page.getByRole('link', { name: 'Sign in to book' }).click()
  await page.getByLabel('E-mail').fill(SAM)
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByTestId('book')).toBeEnabled()
  expect(new URL(page.url()).searchParams.get('slot')).toBe(startsAt)
  await expect(page.getByLabel('What is it about?')).toHaveValue('A question about my knee')
})
