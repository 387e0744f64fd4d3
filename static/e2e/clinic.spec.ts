// A clinic's own pages: keys for its software, its patients, its days, and what the audit trail says afterwards.
import type { APIRequestContext, Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { secret } from './canaries'
import { ADMIN, DESK, drAdamsPath, isLive, signedIn } from './people'
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
  const entry = admin.getByTestId('audit-entry').filter({ hasText: 'An API key' })
  await expect(entry).toHaveCount(1)
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

/** Makes a key in the page, and takes it from there, as somebody would. */
async function makeKey(desk: Page, name: string): Promise<string> {
  await desk.getByRole('button', { name: 'Make a key' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Change hours and absences').uncheck()
  await expectAccessible(desk)
  await dialog.getByRole('button', { name: 'Make a key' }).click()
  const key = secret((await desk.getByTestId('whole-key').textContent()) ?? '')
  expect(key).toMatch(/^cbk_[^.]+\..+$/)
  secret(key.replace(/^[^.]+\./, ''))
  await expectAccessible(desk)
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
