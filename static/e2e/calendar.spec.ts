// The doctor's week: a visit moved by drag, by keys and back again, and what the others see of it.
import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { DR_ADAMS, drAdamsPath, isLive, PAT, SAM, signedIn } from './people'
import { bookFor, freeRun } from './rest'
import type { Visit } from './rest'
import { expect, test } from './server'

/** How long another browser may take to notice. */
const NOTICED_WITHIN_MS = 5_000

test('a visit that the doctor drags to another time moves on the patient’s page, and back by undo', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const doctorId = idIn(await drAdamsPath(page))
  const pat = await signedIn(browser, server, PAT, '/appointments')
  const { day, times } = await freeRun([pat], doctorId, 4)
  const [from = '', , to = '', other = ''] = times
  const visit = await bookFor(pat, doctorId, from)
  const mine = pat.locator(`[data-testid="appointment"][data-id="${visit.id}"]`)
  await expect(mine).toContainText(clock(from))
  await pat.evaluate(() => document.body.setAttribute('data-same-page', ''))

  const doctor = await signedIn(browser, server, DR_ADAMS, `/week?date=${day}`)
  const chip = chipOf(doctor, visit)
  await expect(chip).toHaveAttribute('data-starts-at', from)
  await expectAccessible(doctor)
  await keep(testInfo, '1 before', doctor)

  await drag(doctor, chip, from, to, testInfo)
  await expect(chip).toHaveAttribute('data-starts-at', to)
  await expect(doctor.getByTestId('toast')).toContainText('is now at')
  await expect(mine).toContainText(clock(to), { timeout: NOTICED_WITHIN_MS })
  expect(await pat.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await keep(testInfo, '3 moved', doctor)
  await keep(testInfo, '4 the patient sees it', pat)

  await doctor.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
  await expect(chip).toHaveAttribute('data-starts-at', from)
  await expect(doctor.getByTestId('toast')).toContainText('is back at')
  await expect(mine).toContainText(clock(from), { timeout: NOTICED_WITHIN_MS })

  // The same by keys alone.
  await chip.getByRole('button').focus()
  await doctor.keyboard.press('m')
  const dialog = doctor.getByRole('dialog')
  await dialog.getByRole('button', { name: clockIn(other, await zoneOf(doctor)), exact: true }).click()
  await expectAccessible(doctor)
  await keep(testInfo, '5 by keys', doctor)
  await dialog.getByTestId('confirm-move').click()
  await expect(chip).toHaveAttribute('data-starts-at', other)
  await expect(dialog).toHaveCount(0)
  await doctor.keyboard.press('?')
  await expect(doctor.getByRole('dialog')).toContainText('Keys of this page')
  await expectAccessible(doctor)
})

test('dragged onto a taken time a visit goes back, with the reason and free times near it', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const doctorId = idIn(await drAdamsPath(page))
  const pat = await signedIn(browser, server, PAT, '/appointments')
  const sam = await signedIn(browser, server, SAM, '/appointments')
  const { day, times } = await freeRun([pat, sam], doctorId, 3)
  const [from = '', , taken = ''] = times
  const visit = await bookFor(pat, doctorId, from)
  await bookFor(sam, doctorId, taken)

  const doctor = await signedIn(browser, server, DR_ADAMS, `/week?date=${day}`)
  const chip = chipOf(doctor, visit)
  await drag(doctor, chip, from, taken, testInfo)
  const refused = doctor.getByTestId('move-refused')
  await expect(refused).toContainText('Another visit is there')
  await expect(refused.getByRole('heading')).toBeFocused()
  await expect(chip).toHaveAttribute('data-starts-at', from)
  await expectAccessible(doctor)
  await keep(testInfo, '3 refused', doctor)

  await refused.getByTestId('alternative').first().click()
  await expect(chip).not.toHaveAttribute('data-starts-at', from)
  await expect(doctor.getByTestId('toast')).toContainText('is now at')
  await expect(refused).toHaveCount(0)
})

test('outside of the hours the doctor moves a visit with a reason, and takes it step by step', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const doctorId = idIn(await drAdamsPath(page))
  const pat = await signedIn(browser, server, PAT, '/appointments')
  const { day, times } = await freeRun([pat], doctorId, 1)
  const [from = ''] = times
  const visit = await bookFor(pat, doctorId, from)
  const doctor = await signedIn(browser, server, DR_ADAMS, `/week?date=${day}`)
  const chip = chipOf(doctor, visit)
  await chip.getByRole('button').click()
  await expectAccessible(doctor)
  const dialog = doctor.getByRole('dialog')
  await dialog.getByTestId('move').click()
  await dialog.getByLabel('Time', { exact: true }).fill('22:00')
  await dialog.getByTestId('confirm-move').click()
  const refused = dialog.getByTestId('move-obstacle')
  await expect(refused).toContainText('outside of the working hours')
  await refused.getByRole('button', { name: 'Move it all the same' }).click()
  await expect(refused.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true')
  await refused.getByLabel('Reason').fill('The patient works shifts')
  await expectAccessible(doctor)
  await refused.getByRole('button', { name: 'Move it all the same' }).click()
  await expect(chip).not.toHaveAttribute('data-starts-at', from)
  await keep(testInfo, '1 late', doctor)

  await chip.getByRole('button').click()
  const opened = doctor.getByTestId('visit-opened')
  if ((await opened.getAttribute('data-status')) === 'pending') await opened.getByTestId('confirm').click()
  for (const [step, status] of [
    ['check_in', 'checked_in'],
    ['start', 'in_progress'],
    ['complete', 'completed'],
  ] as const) {
    await opened.getByTestId(step).click()
    await expect(opened).toHaveAttribute('data-status', status)
  }
  await expect(opened.getByTestId('move')).toHaveCount(0)
  await isLive(doctor)
})

function idIn(path: string): string {
  return path.replace(/^\/doctors\/([^?]+).*$/, '$1')
}

function chipOf(page: Page, { id }: Visit): Locator {
  return page.locator(`[data-testid="visit"][data-id="${id}"]`)
}

/** As the patient's page writes it, in this browser's zone. */
function clock(instant: string): string {
  return clockIn(instant, 'Europe/Paris')
}

function clockIn(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(instant))
}

async function zoneOf(doctor: Page): Promise<string> {
  const me = (await (await doctor.request.get('/api/v1/auth/me/')).json()) as { id: string }
  const answer = await doctor.request.get(`/api/v1/doctors/${me.id}/`)
  return ((await answer.json()) as { time_zone: string }).time_zone
}

/** Within a day: a half hour is as far as the visit is tall. */
async function drag(page: Page, chip: Locator, from: string, to: string, testInfo: Parameters<typeof keep>[0]): Promise<void> {
  await chip.scrollIntoViewIfNeeded()
  const box = await chip.boundingBox()
  if (box === null) throw new Error('the visit is not to be seen')
  const halfHours = (Date.parse(to) - Date.parse(from)) / 1_800_000
  const x = box.x + box.width / 2
  const y = box.y + box.height / 2
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + (box.height * halfHours) / 2, { steps: 5 })
  await page.mouse.move(x, y + box.height * halfHours, { steps: 5 })
  await expect(page.getByTestId('drop')).toBeVisible()
  await keep(testInfo, '2 dragging', page)
  await page.mouse.up()
}
