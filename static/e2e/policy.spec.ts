// The content security policy holds: no view tries what it forbids, and none throws.
import { secret } from './canaries'
import { ADMIN, DESK, DR_ADAMS, drAdamsPath, isLive, PAT, signIn } from './people'
import { expect, test } from './server'

/** The smallest picture there is. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('no view does what the content security policy forbids', async ({ page }) => {
  const found: string[] = []
  await page.exposeFunction('refusedByPolicy', (what: string) => found.push(what))
  await page.addInitScript(() => {
    const told = window as unknown as { refusedByPolicy: (what: string) => void }
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      told.refusedByPolicy(`${violatedDirective} ${blockedURI} in ${sourceFile}`)
    })
  })
  page.on('pageerror', (error) => found.push(String(error)))

  const doctor = await drAdamsPath(page)
  await page.getByTestId('slot').first().click()
  await expect(page.getByTestId('confirm')).toBeVisible()
  await page.goto('/sign-up')
  await page.getByRole('button', { name: 'Create my account' }).click()
  await expect(page.getByText('4 things need your attention')).toBeVisible()

  await signIn(page, PAT, '/appointments')
  await page.getByTestId('cancel').first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByTestId('bell').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goto('/account')
  await page.getByTestId('picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: PIXEL })
  await expect(page.getByRole('button', { name: 'Use this photo' })).toBeVisible()
  await page.goto('/notifications')
  await expect(page.getByTestId('read-all')).toBeVisible()
  await page.context().grantPermissions(['notifications'])
  await page.goto('/account/notifications')
  await page.getByTestId('quiet-own').check()
  await expect(page.getByTestId('save')).toBeVisible()
  await page.getByRole('button', { name: 'Undo my changes' }).click()
  await page.getByTestId('push-on').click()
  await expect.poll(() => page.context().serviceWorkers().length).toBe(1)
  await page.goto('/account/security')
  await page.getByTestId('enrol').click()
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible()
  await page.getByTestId('account').click()
  await expect(page.getByRole('menu')).toBeVisible()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByTestId('account')).toHaveCount(0)

  await signIn(page, DR_ADAMS, '/today')
  await page.goto(doctor)
  await isLive(page)

  await page.goto('/account/directory')
  await expect(page.getByRole('button', { name: 'Save my entry' })).toBeVisible()
  await page.goto('/week')
  await page.getByRole('button', { name: 'Keys' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goto('/schedule')
  await page.getByRole('button', { name: 'Add hours on Monday' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')

  await signIn(page, DESK, '/desk')
  await page.getByRole('button', { name: /^Book with/ }).first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goto('/patients')
  await page.getByTestId('patient').first().click()
  await expect(page.getByTestId('patient-facts')).toBeVisible()
  await page.goto('/clinic')
  await expect(page.getByTestId('member').first()).toBeVisible()
  await page.goto('/clinic/closures')
  await page.getByRole('button', { name: 'Close the clinic' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goto('/clinic/api-keys')
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByLabel('Name').fill('Of the policy')
  await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click()
  secret((await page.getByTestId('whole-key').textContent()) ?? '')
  await page.getByRole('button', { name: 'I have kept it' }).click()

  await signIn(page, ADMIN, '/admin/audit')
  await page.getByTestId('audit-entry').first().locator('summary').click()
  await page.getByRole('button', { name: 'Verify the trail' }).click()
  await expect(page.getByTestId('verdict')).toBeVisible()
  await page.goto('/admin/deliveries?state=dead')
  await expect(page.getByTestId('channel').first()).toBeVisible()
  await page.getByTestId('replay-many').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goto('/admin/templates?template=appointment_booked&channel=email')
  await expect(page.getByTestId('mail')).toBeVisible()
  await page.goto('/admin/users')
  await expect(page.getByTestId('user').first()).toBeVisible()
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(found).toEqual([])
})
