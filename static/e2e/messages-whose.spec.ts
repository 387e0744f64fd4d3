// Whose a message is, about whom, and that nobody else sees it: another who signs in, a guardian, one who takes part no more.
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { secret, secretCookies } from './canaries'
import { box, bubble, conversation, patAndAdams, said, say } from './conversations'
import { DEMO_PASSWORD, isLive, look, SAM } from './people'
import { send } from './rest'
import { expect, test } from './server'

test('what waits to be sent is not sent in the name of who signs in in another tab', async ({ browser, server }, testInfo) => {
  const { pat, adams } = await conversation(browser, server, 'Between us')
  await isLive(pat)
  await pat.route('**/conversations/*/messages/', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await say(pat, 'For Dr Adams, from Pat')
  await expect(pat.getByTestId('unsent')).toHaveCount(1)
  await box(pat).fill(secret('Not finished yet'))

  const tab = await pat.context().newPage()
  await tab.goto('/')
  const credentials = { email: SAM, password: DEMO_PASSWORD, session: true }
  const signedIn = await tab.request.post('/api/v1/auth/login/', { data: credentials, headers: { Origin: server.url } })
  expect(signedIn.ok(), await signedIn.text()).toBe(true)
  await secretCookies(tab)
  await pat.unroute('**/conversations/*/messages/')
  await expect(pat.getByText('This conversation is not here')).toBeVisible({ timeout: 60_000 })
  await expect(pat.getByText('Not finished yet')).toHaveCount(0)
  await keep(testInfo, 'another', pat)
  const kept = await pat.evaluate(() => JSON.stringify({ ...sessionStorage }))
  expect(kept).not.toContain('Pat')
  expect(kept).not.toContain('Not finished')
  expect(await said(adams)).toEqual(['Hello'])
})

test('who takes part no more sees nothing of it when they turn to it again', async ({ browser, server }) => {
  const { pat, id } = await conversation(browser, server, 'Taken away')
  await isLive(pat)
  await look(pat, 'hidden')
  const gone = { status: 404, contentType: 'application/problem+json', body: '{"status":404,"code":"not_found"}' }
  await pat.route(`**/conversations/${id}/**`, (route) => route.fulfill(gone))
  await expect(bubble(pat, 'Hello')).toBeVisible()
  await look(pat, 'visible')
  await expect(pat.getByText('This conversation is not here')).toBeVisible()
  await expect(bubble(pat, 'Hello')).toHaveCount(0)
})

test('who looks after others says about whom they write', async ({ browser, server }, testInfo) => {
  const { pat } = await patAndAdams(browser, server)
  const { id: child } = await send<{ id: string }>(pat, 'profiles/dependants/', {
    first_name: secret('Robin'),
    last_name: secret('Morgan-Vale'),
  })
  await pat.goto('/messages')
  await pat.getByTestId('new-conversation').click()
  const dialog = pat.getByRole('dialog')
  const about = dialog.getByLabel('Whom is it about?')
  await dialog.getByLabel('To', { exact: true }).fill('adam')
  await dialog.getByTestId('recipient').filter({ hasText: 'Adams' }).click()
  await dialog.getByLabel('What is it about?', { exact: true }).fill(secret('My own knee'))
  await dialog.getByLabel('Message', { exact: true }).fill(secret('It hurts'))
  await dialog.getByTestId('start').click()
  await expect(about).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(pat)
  await keep(testInfo, 'about whom', pat)
  await about.selectOption('Myself')
  const sent = pat.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/conversations/'))
  await dialog.getByTestId('start').click()
  const { id } = (await (await pat.request.get('/api/v1/auth/me/')).json()) as { id: string }
  expect((await sent).postDataJSON()).toHaveProperty('patient_id', id)
  await expect(bubble(pat, 'It hurts')).toBeVisible()

  const { csrf_token } = (await (await pat.request.get('/api/v1/auth/csrf/')).json()) as { csrf_token: string }
  const headers = { 'X-CSRF-Token': csrf_token, Origin: server.url }
  const removed = await pat.request.delete(`/api/v1/profiles/dependants/${child}/`, { headers })
  expect(removed.ok()).toBe(true)
})
