// A clinic's own pages: keys for its software, its patients, its days, and what the audit trail says afterwards.
import type { APIRequestContext, Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { secret } from './canaries'
import { ADMIN, DESK, DR_ADAMS, drAdamsPath, isLive, signedIn } from './people'
import { expect, test } from './server'

test('a key that the desk made books until it is revoked, and the trail tells of it', async ({
  browser,
  server,
  page,
  request,
}, testInfo) => {
  const doctorId = (await drAdamsPath(page)).replace(/^\/doctors\/([^?]+).*$/, '$1')
  const desk = await signedIn(browser, server, DESK, '/clinic/api-keys')
  await expectAccessible(desk)
  const key = await makeKey(desk, 'Phone system')
  await keep(testInfo, '1 made', desk)

  await desk.goto('/appointments')
  await isLive(desk)
  await desk.evaluate(() => document.body.setAttribute('data-same-page', ''))
  const visit = await bookedBy(request, key, doctorId)
  const row = desk.locator(`[data-testid="appointment"][data-id="${visit.id}"]`)
  await expect(row).toContainText('Ottoline Marsh')
  expect(await desk.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await keep(testInfo, '2 booked, live', desk)

  await desk.goto('/clinic/api-keys')
  const listed = desk.getByTestId('api-key').filter({ hasText: 'Phone system' })
  await expect(listed).toContainText('Last used')
  await listed.getByRole('button', { name: 'Revoke' }).click()
  await expectAccessible(desk)
  await desk.getByTestId('confirm-revoke').click()
  await expect(listed).toHaveAttribute('data-state', 'revoked')
  expect((await request.get('/api/v1/appointments/', signedBy(key))).status()).toBe(401)
  await keep(testInfo, '3 revoked', desk)

  const admin = await signedIn(browser, server, ADMIN, '/admin/audit')
  await admin.getByLabel('What', { exact: true }).fill('appointment.book')
  await expect(admin).toHaveURL(/action=appointment\.book/)
  const entry = admin.getByTestId('audit-entry').filter({ hasText: 'An API key' }).first()
  await entry.locator('summary').click()
  await expect(entry).toContainText(visit.id)
  await expectAccessible(admin)
  await keep(testInfo, '4 on record', admin)
  const downloading = admin.waitForEvent('download')
  await admin.getByTestId('export').click()
  expect(await readFile(await (await downloading).path(), 'utf8')).toContain(visit.id)

  await admin.getByRole('button', { name: 'Verify the trail' }).click()
  await expect(admin.getByTestId('verdict')).toHaveAttribute('data-whole', 'true')
  await expectAccessible(admin)
  await keep(testInfo, '5 the trail is whole', admin)
})

test('a patient is registered by phone, and found by it', async ({ browser, server }, testInfo) => {
  const desk = await signedIn(browser, server, DESK, '/patients')
  await expect(desk.getByTestId('patient').first()).toBeVisible()
  await expectAccessible(desk)
  await desk.getByRole('button', { name: 'Register a patient' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('First name').fill(secret('Leocadia'))
  await dialog.getByLabel('Last name').fill(secret('Brandt'))
  await dialog.getByLabel('Date of birth').fill(secret('1951-03-09'))
  await dialog.getByLabel('Phone').fill(secret('+44 7700 900461'))
  secret('+447700900461')
  await expectAccessible(desk)
  await keep(testInfo, '1 registering', desk)
  await dialog.getByRole('button', { name: 'Register a patient' }).click()
  await expect(desk.getByTestId('patient-facts')).toContainText('+447700900461')
  await expect(desk.getByText('Without an account')).toBeVisible()
  await expectAccessible(desk)
  await keep(testInfo, '2 opened', desk)

  await desk.goto('/patients')
  await desk.getByLabel('Name, phone or e-mail').fill('+44 7700 900461')
  const found = desk.getByTestId('patient')
  await expect(found).toHaveCount(1)
  await expect(found).toContainText('Leocadia Brandt')
  await expect(found).not.toContainText('900461')
  // Whom one looks for is in no address, and there again when one comes back.
  expect(new URL(desk.url()).search).toBe('')
  await found.click()
  await expect(desk.getByTestId('patient-facts')).toBeVisible()
  await desk.goBack()
  await expect(desk.getByLabel('Name, phone or e-mail')).toHaveValue('+44 7700 900461')
  await expect(desk.getByTestId('patient')).toHaveCount(1)
})

test('the visits on the days of a closure are named, and no time of them is offered until it is opened again', async ({
  browser,
  server,
}, testInfo) => {
  const desk = await signedIn(browser, server, DESK, '/clinic/closures')
  await expectAccessible(desk)
  const visit = await aVisitAhead(desk)
  const offered = async () => {
    const answer = await desk.request.get(`/api/v1/doctors/${visit.doctor_id}/available_slots/?date=${visit.appointment_date}`)
    const { slots } = (await answer.json()) as { slots: { clinic_id: string }[] }
    return slots.filter(({ clinic_id }) => clinic_id === visit.clinic_id).length
  }
  expect(await offered()).toBeGreaterThan(0)

  await desk.getByRole('button', { name: 'Close the clinic' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('First day').fill(visit.appointment_date)
  await dialog.getByLabel('Reason').fill('A burst pipe')
  await expectAccessible(desk)
  await dialog.getByRole('button', { name: 'Close the clinic' }).click()
  await expect(desk.getByTestId('stranded')).toContainText(visit.patient_name)
  await expect(desk.getByTestId('stranded').getByRole('heading')).toBeFocused()
  await expectAccessible(desk)
  await keep(testInfo, '1 who stands there', desk)
  expect(await offered()).toBe(0)

  await desk.getByRole('button', { name: 'I will see to them' }).click()
  await desk.getByTestId('closure').filter({ hasText: 'A burst pipe' }).getByRole('button', { name: 'Open again' }).click()
  await desk.getByTestId('confirm-open').click()
  await expect(desk.getByTestId('closure')).toHaveCount(0)
  expect(await offered()).toBeGreaterThan(0)
})

test('who works at a clinic is added, made a manager and removed by an administrator', async ({
  browser,
  server,
}, testInfo) => {
  const admin = await signedIn(browser, server, ADMIN, '/clinic')
  const name = 'Jamie Ellis'
  // The one of the two clinics where the desk does not work yet.
  await expect(admin.getByTestId('member').first()).toBeVisible()
  if ((await admin.getByTestId('member').filter({ hasText: name }).count()) > 0) {
    await admin.getByLabel('Clinic').selectOption({ index: 1 })
    await expect(admin).toHaveURL(/clinic=/)
  }
  const member = admin.getByTestId('member').filter({ hasText: name })
  await expect(member).toHaveCount(0)
  await admin.getByRole('button', { name: 'Add somebody' }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(DESK)
  await dialog.getByRole('button', { name: 'Add somebody' }).click()
  await expect(dialog.getByLabel('Works here as')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Works here as').selectOption('Front desk')
  await expectAccessible(admin)
  await dialog.getByRole('button', { name: 'Add somebody' }).click()
  await expect(member).toContainText('Front desk')
  await expectAccessible(admin)

  await member.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel('Manager').check()
  await expectAccessible(admin)
  await dialog.getByRole('button', { name: 'Change' }).click()
  await expect(member).toContainText('Manager')
  await keep(testInfo, '1 a manager', admin)
  await member.getByRole('button', { name: 'Remove' }).click()
  await admin.getByTestId('confirm-remove').click()
  await expect(member).toHaveCount(0)
})

test('what a doctor changes in the directory is what patients read', async ({ browser, server, page }, testInfo) => {
  const doctor = await signedIn(browser, server, DR_ADAMS, '/account/directory')
  await expectAccessible(doctor)
  await doctor.getByLabel('About you').fill('Hearts, lungs and the long walk between them.')
  await doctor.getByLabel('Fee for a consultation').fill('72,5')
  await doctor.getByRole('combobox', { name: 'Languages' }).selectOption('Welsh')
  await doctor.getByRole('button', { name: 'Save my entry' }).click()
  await expect(doctor.getByText('Your entry is saved.')).toBeVisible()
  await expect(doctor.getByLabel('Fee for a consultation')).toHaveValue('72.50')
  await expectAccessible(doctor)
  await keep(testInfo, '1 saved', doctor)
  await page.goto(await drAdamsPath(page))
  await expect(page.getByText('Hearts, lungs and the long walk between them.')).toBeVisible()
  await expect(page.getByText('72.50')).toBeVisible()
  await expect(page.getByText('Welsh')).toBeVisible()
})

interface Ahead {
  doctor_id: string
  clinic_id: string
  patient_name: string
  appointment_date: string
}

/** One that stands on a day after tomorrow, so that no clock of anywhere is past it. */
async function aVisitAhead(desk: Page): Promise<Ahead> {
  const from = new Date(Date.now() + 2 * 86_400_000).toISOString()
  const answer = await desk.request.get('/api/v1/appointments/', { params: { from, status: 'pending,confirmed' } })
  const [visit] = ((await answer.json()) as { results: Ahead[] }).results
  if (visit === undefined) throw new Error('the demo has no visit that far ahead')
  return visit
}

/** Makes a key in the page, and takes it from there, as somebody would. */
async function makeKey(desk: Page, name: string): Promise<string> {
  await desk.getByRole('button', { name: 'Make a key' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Change hours and absences').uncheck()
  await expectAccessible(desk)
  await dialog.getByRole('button', { name: 'Make a key' }).click()
  const key = secret((await desk.getByTestId('whole-key').textContent()) ?? '')
  await expect(desk.getByRole('heading', { name: 'Your new key' })).toBeFocused()
  expect(key).toMatch(/^cbk_[^.]+\..+$/)
  secret(key.replace(/^[^.]+\./, ''))
  await expectAccessible(desk)
  await desk.getByRole('link', { name: 'Closures' }).click()
  await expect(desk.getByRole('dialog')).toContainText('Have you kept the key?')
  await desk.getByRole('button', { name: 'Stay here' }).click()
  await expect(desk.getByTestId('whole-key')).toHaveText(key)
  await desk.getByRole('button', { name: 'I have kept it' }).click()
  await expect(desk.getByText(key)).toHaveCount(0)
  await expect(desk.getByTestId('api-key').filter({ hasText: name })).toHaveAttribute('data-state', 'good')
  return key
}

function signedBy(key: string) {
  return { headers: { Authorization: `ApiKey ${key}` } }
}

/** The clinic's software registers somebody and books the doctor's first free time for them. */
async function bookedBy(request: APIRequestContext, key: string, doctorId: string): Promise<{ id: string }> {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const range = new URLSearchParams({ from: day(1), to: day(7) })
  const free = await request.get(`/api/v1/doctors/${doctorId}/available_slots/?${range.toString()}`)
  const { slots } = (await free.json()) as { slots: { starts_at: string }[] }
  const patient = { first_name: secret('Ottoline'), last_name: secret('Marsh') }
  const booking = { doctor_id: doctorId, starts_at: slots[0]?.starts_at, appointment_type: 'consultation', patient }
  const answer = await request.post('/api/v1/appointment-booking/book/', { ...signedBy(key), data: booking })
  expect(answer.status(), await answer.text()).toBe(201)
  return (await answer.json()) as { id: string }
}
