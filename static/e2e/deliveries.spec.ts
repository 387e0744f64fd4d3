// What became of each message, dead letters that are sent again, and the words of what is sent, for administrators.
import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { ADMIN, PAT, signedIn } from './people'
import { send } from './rest'
import { expect, test as base } from './server'
import { TextProvider } from './texts'

const test = base.extend<object, { provider: TextProvider }>({
  provider: [
    async ({}, use) => {
      const provider = await TextProvider.start()
      await use(provider)
      await provider.stop()
    },
    { scope: 'worker' },
  ],
  settings: [async ({ provider }, use) => use(provider.settings), { scope: 'worker' }],
})

/** The figures are told every five seconds, and the list is read again every ten at most. */
const TICKS_WITHIN_MS = 30_000

test('a dead letter shows by itself, is sent again, and its log tells of both', async ({
  browser,
  server,
  provider,
}, testInfo) => {
  const admin = await signedIn(browser, server, ADMIN, '/admin/deliveries?state=dead')
  const texts = admin.locator('[data-testid="channel"][data-channel="sms"]')
  await expect(texts).toBeVisible()
  await admin.evaluate(() => document.body.setAttribute('data-same-page', ''))
  await expectAccessible(admin)

  provider.refuses = true
  const pat = await signedIn(browser, server, PAT, '/appointments')
  const id = await textedTest(pat)
  const row = rowOf(admin, id)
  await expect(row).toHaveAttribute('data-state', 'dead', { timeout: TICKS_WITHIN_MS })
  expect(await admin.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  // The provider answered: only this text was refused.
  await expect(texts).toHaveAttribute('data-breaker', 'closed')
  await row.locator('summary').click()
  await expect(row.getByTestId('attempt')).toHaveCount(1)
  await expect(row.getByTestId('attempt')).toContainText('21408')
  await expectAccessible(admin)
  await keep(testInfo, '1 a dead letter', admin)

  provider.refuses = false
  await row.getByTestId('replay').click()
  await expect(admin.getByTestId('toast')).toContainText('It waits to be sent again.')
  await expect(row).toHaveCount(0)
  await admin.goto('/admin/deliveries?channel=sms')
  await expect(row).toHaveAttribute('data-state', 'sent', { timeout: TICKS_WITHIN_MS })
  await row.locator('summary').click()
  await expect(row.getByTestId('attempt')).toHaveCount(2)
  expect(await outcomes(row)).toEqual(['dead', 'sent'])
  await expect(row.getByTestId('log')).toContainText(provider.taken.at(-1) ?? 'nothing was taken')
  await keep(testInfo, '2 sent after all', admin)

  await row.getByRole('link', { name: 'Find it in the audit trail' }).click()
  await expect(admin.locator('[data-testid="audit-entry"][data-action="delivery.replay"]')).toHaveCount(1)
})

test('all dead letters over a channel are sent again together', async ({ browser, server, provider }, testInfo) => {
  provider.refuses = true
  const pat = await signedIn(browser, server, PAT, '/appointments')
  const ids = [await textedTest(pat), await textedTest(pat)]
  const admin = await signedIn(browser, server, ADMIN, '/admin/deliveries?state=dead&channel=sms')
  for (const id of ids) await expect(rowOf(admin, id)).toBeVisible({ timeout: TICKS_WITHIN_MS })

  provider.refuses = false
  await admin.getByTestId('replay-many').click()
  const dialog = admin.getByRole('dialog')
  await expect(dialog).toContainText('2 dead letters will be tried again.')
  await expect(dialog).toContainText('To Pat Morgan.')
  await expectAccessible(admin)
  await keep(testInfo, '1 how many, to whom', admin)
  await dialog.getByTestId('confirm-replay').click()
  await expect(dialog.getByTestId('replayed')).toContainText('2 messages wait to be sent again.')
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(admin.getByTestId('delivery')).toHaveCount(0)
  await admin.goto('/admin/deliveries?channel=sms')
  for (const id of ids) await expect(rowOf(admin, id)).toHaveAttribute('data-state', 'sent', { timeout: TICKS_WITHIN_MS })
})

test('the words of a template are shown in French, as a mail and as a text', async ({ browser, server }, testInfo) => {
  const admin = await signedIn(browser, server, ADMIN, '/admin/templates')
  await expectAccessible(admin)
  await admin.locator('[data-testid="template"][data-template="appointment_booked"]').click()
  await admin.getByRole('link', { name: 'E-mail', exact: true }).click()
  await admin.getByRole('link', { name: 'French' }).click()
  await expect(admin).toHaveURL(/template=appointment_booked.*locale=fr/)
  await expect(admin.getByTestId('subject')).toContainText('rendez-vous')
  const mail = admin.getByTestId('mail').contentFrame()
  await expect(mail.locator('body')).toContainText('rendez-vous')
  // The styles that mails bring are those that are shown, whatever the policy of the page forbids them.
  await expect(mail.locator('body')).toHaveCSS('margin', '0px')
  await expect(mail.locator('a').first()).toHaveCSS('display', 'inline-block')
  await expectAccessible(admin)
  await keep(testInfo, '1 a mail', admin)
  await admin.getByRole('button', { name: 'Use the dark theme' }).click()
  await expectAccessible(admin)
  await keep(testInfo, '2 a mail, dark', admin)

  await admin.getByRole('link', { name: 'Text', exact: true }).click()
  await expect(admin.getByTestId('preview')).toHaveAttribute('data-channel', 'sms')
  await expect(admin.getByTestId('preview')).toContainText('rendez-vous')
  await expect(admin.getByTestId('measure')).toContainText(/\d+ characters · 1 text · GSM/)
  await keep(testInfo, '3 a text', admin)
})

/** Pat asks for a test by text; the id of what is to be sent. */
async function textedTest(pat: Page): Promise<string> {
  const asked = await send<{ delivery_id: string }>(pat, 'notification-preferences/test/', { channel: 'sms' }, 202)
  return asked.delivery_id
}

function rowOf(page: Page, id: string): Locator {
  return page.locator(`[data-testid="delivery"][data-id="${id}"]`)
}

function outcomes(row: Locator): Promise<(string | null)[]> {
  return row.getByTestId('attempt').evaluateAll((attempts) => attempts.map((each) => each.getAttribute('data-outcome')))
}
