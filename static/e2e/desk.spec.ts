// The front desk: a walk-in who is new here, from the free time to the waiting room, and what the doctor sees of it.
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { secret } from './canaries'
import { DESK, DR_ADAMS, drAdamsPath, isLive, PAT, signedIn } from './people'
import { dayAhead, freeOn, freeRun, send } from './rest'
import { expect, test } from './server'

/** How long another browser may take to notice. */
const NOTICED_WITHIN_MS = 5_000

test('the desk books somebody new into a free time and checks them in, and the doctor’s week shows it live', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const doctorId = (await drAdamsPath(page)).replace(/^\/doctors\/([^?]+).*$/, '$1')
  const free = await freeOn(page, doctorId, dayAhead(1), dayAhead(10))
  const [day = '', slots = []] = [...free].sort(([, one], [, other]) => other.length - one.length)[0] ?? []
  const startsAt = slots[1]?.starts_at ?? ''

  const doctor = await signedIn(browser, server, DR_ADAMS, `/week?date=${day}`)
  const visits = doctor.locator('[data-testid="visit"]').filter({ hasText: 'Wilhelmina Stroud' })
  await expect(visits).toHaveCount(0)
  await doctor.evaluate(() => document.body.setAttribute('data-same-page', ''))

  const desk = await signedIn(browser, server, DESK, `/desk?date=${day}`)
  await expect(desk.locator(`[data-testid="free"][data-starts-at="${startsAt}"]`).first()).toBeVisible()
  await expectAccessible(desk)
  // Free times are those of the kind of visit that is chosen, and it goes on into the booking.
  await desk.getByLabel('Free times for').selectOption('follow_up')
  await expect(desk).toHaveURL(/type=follow_up/)
  await desk.locator('[data-testid="free"]').first().click()
  await expect(desk.getByRole('dialog').getByLabel('Kind of visit')).toHaveValue('follow_up')
  await desk.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()
  await desk.getByLabel('Free times for').selectOption('consultation')
  await desk.locator(`[data-testid="free"][data-starts-at="${startsAt}"]`).first().click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByTestId('book').click()
  await expect(dialog.getByRole('alert')).toContainText('Choose a patient')
  await dialog.getByRole('button', { name: 'Somebody new' }).click()
  await dialog.getByLabel('First name').fill(secret('Wilhelmina'))
  await dialog.getByLabel('Last name').fill(secret('Stroud'))
  await dialog.getByLabel('Phone').fill(secret('+44 7700 900733'))
  secret('+447700900733')
  await dialog.getByLabel('What is it about?').fill(secret('Fell from a ladder'))
  await expectAccessible(desk)
  await keep(testInfo, '1 booking', desk)
  await dialog.getByTestId('book').click()
  const booked = desk.locator(`[data-testid="visit"][data-starts-at="${startsAt}"]`)
  await expect(booked).toContainText('Wilhelmina Stroud')
  await expect(desk.getByTestId('toast')).toContainText('is booked for')
  await expect(visits).toBeVisible({ timeout: NOTICED_WITHIN_MS })
  await keep(testInfo, '2 booked', desk)

  await booked.getByRole('button', { name: 'Wilhelmina Stroud' }).first().click()
  const opened = desk.getByTestId('visit-opened')
  if ((await opened.getAttribute('data-status')) === 'pending') await opened.getByTestId('confirm').click()
  await opened.getByTestId('check_in').click()
  await expect(opened).toHaveAttribute('data-status', 'checked_in')
  await opened.getByRole('button', { name: 'Close' }).click()
  await expect(desk.getByTestId('waiting').filter({ hasText: 'Wilhelmina Stroud' })).toContainText('just now')
  await expect(visits).toHaveAttribute('data-status', 'checked_in', { timeout: NOTICED_WITHIN_MS })
  expect(await doctor.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await expectAccessible(desk)
  await keep(testInfo, '3 waiting', desk)
  await keep(testInfo, '4 the doctor sees it', doctor)

  // Called in, the waiting room is empty again, by itself.
  await visits.getByRole('button').click()
  await doctor.getByTestId('visit-opened').getByTestId('start').click()
  await expect(desk.getByTestId('waiting')).toHaveCount(0, { timeout: NOTICED_WITHIN_MS })
  await isLive(desk)
})

test('outside of the hours the desk books somebody who is known, with a reason, and moves the visit by drag', async ({
  browser,
  server,
  page,
}, testInfo) => {
  const doctorId = (await drAdamsPath(page)).replace(/^\/doctors\/([^?]+).*$/, '$1')
  const free = await freeOn(page, doctorId, dayAhead(3), dayAhead(12))
  const [day = '', slots = []] = [...free].sort(([, one], [, other]) => other.length - one.length)[0] ?? []
  const desk = await signedIn(browser, server, DESK, `/desk?date=${day}`)
  const head = desk.locator(`[data-testid="desk-doctor"][data-id="${doctorId}"]`)
  await head.getByRole('button', { name: /^Book with/ }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('Name, phone or e-mail').fill('Morgan')
  await dialog.getByTestId('candidate').filter({ hasText: 'Pat Morgan' }).first().click()
  await expect(dialog.getByTestId('chosen-patient')).toContainText('Pat Morgan')
  await dialog.getByLabel('Time').fill('21:00')
  await dialog.getByTestId('book').click()
  const refused = dialog.getByTestId('booking-refused')
  await expect(refused).toContainText('outside of the working hours')
  await refused.getByLabel('Reason').fill('The doctor agreed by phone')
  await expectAccessible(desk)
  await keep(testInfo, '1 against the rules', desk)
  await refused.getByRole('button', { name: 'Book it all the same' }).click()
  const column = desk.locator(`[data-testid="column"][data-column="${doctorId}"]`)
  const visit = column.getByTestId('visit').filter({ hasText: '21:00' })
  await expect(visit).toContainText('Pat Morgan')

  // To the first free time of the day.
  const target = column.locator(`[data-testid="free"][data-starts-at="${slots[0]?.starts_at}"]`)
  await visit.hover()
  await desk.mouse.down()
  await desk.evaluate(() => scrollTo(0, 0))
  const there = await target.boundingBox()
  if (there === null) throw new Error('the free time is not to be seen')
  await desk.mouse.move(there.x + 20, there.y + there.height / 2, { steps: 8 })
  await desk.mouse.up()
  await expect(column.locator(`[data-testid="visit"][data-starts-at="${slots[0]?.starts_at}"]`)).toContainText('Pat Morgan')
  await keep(testInfo, '2 moved', desk)
})

test('who waits for a time is listed at the desk, and booked from there', async ({ browser, server, page }, testInfo) => {
  const doctorId = (await drAdamsPath(page)).replace(/^\/doctors\/([^?]+).*$/, '$1')
  const pat = await signedIn(browser, server, PAT, '/appointments')
  const { day, times } = await freeRun([pat], doctorId, 1)
  const [slot] = (await freeOn(pat, doctorId, day, day)).get(day) ?? []
  await send(pat, 'waitlist/', { doctor_id: doctorId, from: day, to: day, time_of_day: ['09:00', '12:00'] })

  const desk = await signedIn(browser, server, DESK, `/desk?date=${day}`)
  const entry = desk.getByTestId('waitlist-entry').filter({ hasText: 'Pat Morgan' })
  await expect(entry).toContainText('09:00–12:00')
  await expectAccessible(desk)
  await keep(testInfo, '1 the waitlist', desk)
  await entry.getByRole('button', { name: 'Book for Pat Morgan' }).click()
  const dialog = desk.getByRole('dialog')
  await expect(dialog.getByTestId('chosen-patient')).toContainText('Pat Morgan')
  await dialog.getByLabel('Time').fill(slot?.local_start.slice(11, 16) ?? '')
  await dialog.getByTestId('book').click()
  const column = desk.locator(`[data-testid="column"][data-column="${doctorId}"]`)
  await expect(column.locator(`[data-testid="visit"][data-starts-at="${times[0]}"]`)).toContainText('Pat Morgan')
})
