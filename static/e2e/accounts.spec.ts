// An account from its first day: mailed links, a second factor, and signing out on all devices at once.
import type { Browser, Page, WebSocket } from '@playwright/test'
import { keep } from './artefacts'
import { Authenticator } from './authenticator'
import { secret, secretCookies } from './canaries'
import { mailedLink } from './mails'
import { ADMIN, isLive, signedIn } from './people'
import { expect, test } from './server'
import type { Server } from './server'

const PASSWORD = secret('a lantern beside the quiet river')
const OTHER_PASSWORD = secret('seven herons over a mill pond')
/** How long another browser may take to notice that it was signed out. */
const NOTICED_WITHIN_MS = 5_000

test('from sign-up to signing out everywhere', async ({ browser, server, page }, testInfo) => {
  const email = secret('robin.hale@carebridge.example')
  await signUp(page, email)
  await expect(page.getByTestId('unverified')).toBeVisible()
  await keep(testInfo, '1 signed up', page)

  const link = await mailedLink(server, email, '/verify-email')
  const mail = await page.context().newPage()
  await mail.goto(link)
  await expect(mail.getByText('Your e-mail address is confirmed')).toBeVisible()
  expect(new URL(mail.url()).hash).toBe('')
  await keep(testInfo, '2 confirmed', mail)
  await mail.goto('/')
  await expect(mail.getByTestId('account')).toBeVisible()
  await expect(mail.getByTestId('unverified')).toHaveCount(0)
  await mail.goto('about:blank')
  await mail.goto(link)
  await expect(mail.getByText('This link no longer works')).toBeVisible()
  await mail.close()

  await page.goto('/account/security')
  await page.getByTestId('enrol').click()
  const app = new Authenticator((await page.getByTestId('secret').textContent()) ?? '')
  await keep(testInfo, '3 enrolling', page)
  await page.getByLabel('Code from your authenticator app').fill(await app.code())
  await page.getByRole('button', { name: 'Switch it on' }).click()
  const codes = page.getByTestId('recovery-codes').getByRole('listitem')
  await expect(codes).toHaveCount(10)
  const [recoveryCode = ''] = (await codes.allTextContents()).map((code) => secret(code.trim()))
  await keep(testInfo, '4 recovery codes', page)
  await page.getByRole('button', { name: 'I have kept them' }).click()

  const password = page.getByRole('region', { name: 'Password' })
  await password.getByLabel('Present password').fill(PASSWORD)
  await password.getByLabel('New password').fill(OTHER_PASSWORD)
  await password.getByRole('button', { name: 'Use a recovery code' }).click()
  await password.getByLabel('Recovery code').fill(recoveryCode)
  await password.getByRole('button', { name: 'Change my password' }).click()
  await expect(password.getByText('Your password is changed')).toBeVisible()

  const other = await otherBrowser(browser, server)
  const sockets: WebSocket[] = []
  other.on('websocket', (socket) => sockets.push(socket))
  await other.goto('/sign-in?next=/appointments')
  await fillCredentials(other, email, OTHER_PASSWORD)
  await other.getByLabel('Code from your authenticator app').fill(await app.code())
  await keep(testInfo, '5 the second step', other)
  await other.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await expect(other).toHaveURL(/\/appointments$/)
  await expect(other.getByTestId('account')).toBeVisible()
  await isLive(other)
  await other.evaluate(() => document.body.setAttribute('data-same-page', ''))
  await secretCookies(other)
  // Signing in opened a new one in the place of the visitor's.
  const socket = sockets.at(-1)
  if (socket === undefined) throw new Error('no socket was opened')

  await page.reload()
  await expect(page.getByTestId('session')).toHaveCount(2)
  await keep(testInfo, '6 two devices', page)
  await page.getByRole('button', { name: 'Sign out everywhere', exact: true }).click()
  const closed = socket.waitForEvent('close', { timeout: NOTICED_WITHIN_MS })
  await page.getByTestId('confirm-sign-out').click()
  await closed
  await expect(page).toHaveURL(/\/sign-in/)
  await expect(page.getByText('You are signed out on every device.')).toBeVisible()

  await expect(other.getByTestId('session-ended')).toBeVisible({ timeout: NOTICED_WITHIN_MS })
  await expect(other.getByTestId('account')).toHaveCount(0)
  expect(await other.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await isLive(other)
  await keep(testInfo, '7 the other one says so', other)
})

test('a forgotten password is chosen anew, and the old one no longer works', async ({ server, page }, testInfo) => {
  const email = secret('kim.lund@carebridge.example')
  await signUp(page, email)
  await page.getByTestId('account').click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'I forgot my password' }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Mail me a link' }).click()
  await expect(page.getByText('Look in your mail')).toBeVisible()

  await page.goto(await mailedLink(server, email, '/reset-password'))
  await page.getByLabel('New password').fill(secret('password1234'))
  await page.getByRole('button', { name: 'Set my password' }).click()
  await expect(page.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true')
  await keep(testInfo, '1 too weak', page)
  await page.getByLabel('New password').fill(OTHER_PASSWORD)
  await page.getByRole('button', { name: 'Set my password' }).click()
  await expect(page).toHaveURL(/\/sign-in/)

  await fillCredentials(page, email, PASSWORD)
  await expect(page.getByRole('alert')).toContainText('E-mail or password is not right')
  await fillCredentials(page, email, OTHER_PASSWORD)
  await expect(page.getByTestId('account')).toBeVisible()
})

test('an invited doctor chooses a password and is in; once disabled, out at once', async ({ browser, server }, testInfo) => {
  const email = secret('nora.newman@carebridge.example')
  const admin = await signedIn(browser, server, ADMIN, '/admin/users')
  await admin.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('First name').fill(secret('Nora'))
  await dialog.getByLabel('Last name').fill(secret('Newman'))
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('Clinic').selectOption({ index: 1 })
  await dialog.getByLabel('Specialty').fill('cardiology')
  await dialog.getByLabel('Licence number').fill('NNE-204187')
  await dialog.getByRole('button', { name: 'Send the invitation' }).click()
  await expect(admin.getByTestId('invitation').filter({ hasText: email })).toBeVisible()
  await keep(testInfo, '1 invited', admin)

  const nora = await otherBrowser(browser, server)
  await nora.goto(await mailedLink(server, email, '/reset-password'))
  await nora.getByLabel('New password').fill(PASSWORD)
  await nora.getByRole('button', { name: 'Set my password' }).click()
  await expect(nora).toHaveURL(/\/sign-in/)
  await fillCredentials(nora, email, PASSWORD)
  await expect(nora.getByTestId('account')).toBeVisible()
  await expect(nora).toHaveURL(/\/today/)
  await isLive(nora)

  await admin.goto(`/admin/users?q=${encodeURIComponent('Newman')}`)
  await admin.getByRole('button', { name: 'What to do about Nora Newman' }).click()
  await admin.getByRole('menuitem', { name: 'Disable' }).click()
  await admin.getByLabel('Reason').fill('Left the clinic')
  await admin.getByTestId('confirm-access').click()
  await expect(admin.getByTestId('user')).toContainText('Disabled')
  await keep(testInfo, '2 disabled', admin)
  await expect(nora.getByTestId('session-ended')).toBeVisible({ timeout: NOTICED_WITHIN_MS })
  await keep(testInfo, '3 out at once', nora)
})

async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up')
  await page.getByLabel('First name').fill(secret('Robin'))
  await page.getByLabel('Last name').fill(secret('Hale'))
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create my account' }).click()
  await expect(page.getByTestId('account')).toBeVisible()
  await secretCookies(page)
}

async function fillCredentials(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
}

async function otherBrowser(browser: Browser, server: Server): Promise<Page> {
  return (await browser.newContext({ baseURL: server.url })).newPage()
}
