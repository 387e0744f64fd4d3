// What somebody is told, and how they want it: chosen on the page, seen in what arrives.
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { isMailed } from './mails'
import { isLive, PAT } from './people'
import { begin, bookOneMore, forget, PREFERENCES, save, toldOf } from './preferences'
import { expect, test } from './server'

test('mails about visits stop when they are switched off, and come when they are on', async ({ browser, server }, testInfo) => {
  const two = await begin(browser, server, PREFERENCES)
  const { pat } = two
  await expectAccessible(pat)
  await pat.getByTestId('booking_email').click()
  await keep(testInfo, '1 switched off', pat)
  await save(pat)
  const silent = await bookOneMore(two)
  // By the bell, which was on all along.
  await toldOf(pat, silent)

  await pat.getByTestId('booking_email').click()
  await save(pat)
  const told = await bookOneMore(two)
  // Each mail carries its visit for the calendar.
  await expect.poll(() => isMailed(server, PAT, `UID:${told}@`), { timeout: 30_000 }).toBe(true)
  expect(await isMailed(server, PAT, `UID:${silent}@`)).toBe(false)

  await forget(pat)
})

test('choices that are not saved survive a reload, and none made elsewhere is undone', async ({ browser, server }, testInfo) => {
  const { pat: here } = await begin(browser, server, PREFERENCES)
  const there = await here.context().newPage()
  await there.goto(PREFERENCES)
  await here.getByTestId('reminder_email').click()
  await here.getByLabel('Another one').fill('3')
  await here.getByTestId('add-reminder').click()
  await here.getByTestId('quiet-own').check()
  await here.getByLabel('From', { exact: true }).fill('21:00')
  await here.reload()
  await expect(here.getByTestId('reminder_email')).toHaveAttribute('aria-checked', 'false')
  await expect(here.getByTestId('reminder')).toHaveText([/^1 day before/, /^3 hours before/, /^2 hours before/])
  await expect(here.getByLabel('From', { exact: true })).toHaveValue('21:00')

  await there.getByTestId('message_email').click()
  await save(there)
  await here.getByTestId('save').click()
  await expect(here.getByText('Your choices were changed elsewhere meanwhile')).toBeVisible()
  await expect(here.getByTestId('message_email')).toHaveAttribute('aria-checked', 'false')
  await expect(here.getByTestId('reminder_email')).toHaveAttribute('aria-checked', 'false')
  await expectAccessible(here)
  await keep(testInfo, '1 changed elsewhere', here)
  await save(here)
  await there.reload()
  await expect(there.getByTestId('reminder')).toHaveCount(3)
  await expect(there.getByTestId('message_email')).toHaveAttribute('aria-checked', 'false')
  await expect(there.getByTestId('quiet-own')).toBeChecked()

  await there.getByTestId('reset').click()
  await expect(there.getByTestId('reminder')).toHaveCount(2)
  await there.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
  await expect(there.getByTestId('reminder')).toHaveCount(3)
  await expect(there.getByLabel('From', { exact: true })).toHaveValue('21:00')
  await forget(here)
})

test('what cannot be chosen is refused at its field, or cannot be touched', async ({ browser, server }) => {
  const { pat } = await begin(browser, server, PREFERENCES)
  for (const channel of ['in_app', 'email', 'sms']) await expect(pat.getByTestId(`account_${channel}`)).toBeDisabled()
  await pat.getByLabel('Another one').fill('4')
  await pat.getByLabel('Unit').selectOption('minutes')
  await pat.getByTestId('add-reminder').click()
  await expect(pat.getByLabel('Another one')).toHaveAttribute('aria-invalid', 'true')
  await pat.getByLabel('Texts').fill('5000')
  await pat.getByTestId('quiet-own').check()
  await pat.getByLabel('Until', { exact: true }).fill('22:00')
  await pat.getByTestId('save').click()
  await expect(pat.getByRole('alert')).toContainText('2 things need your attention')
  await pat.getByRole('alert').getByRole('link', { name: /^Texts/ }).click()
  await expect(pat.getByLabel('Texts')).toBeFocused()
  await expectAccessible(pat)
})

test('two tabs show the same inbox, live; what is put away leaves both and comes back to both', async ({
  browser,
  server,
}, testInfo) => {
  const two = await begin(browser, server, '/notifications')
  const { pat: one } = two
  const other = await one.context().newPage()
  await other.goto('/notifications?view=unread')
  await isLive(other)
  await expect(other.getByTestId('notification').first()).toBeVisible()
  const former = await toldOf(one, two.visit)
  await expect(one.getByTestId('notification').first()).toHaveAttribute('data-id', former)
  const unreadBefore = Number(await one.getByTestId('bell').getAttribute('data-unread'))

  const id = await toldOf(one, await bookOneMore(two))
  const row = (page: Page) => page.locator(`[data-testid="notification"][data-id="${id}"]`)
  await expect(one.getByTestId('notification').first()).toHaveAttribute('data-id', id)
  await expect(row(other)).toHaveAttribute('data-unread', 'true')
  for (const page of [one, other]) await expect(page.getByTestId('bell')).toHaveAttribute('data-unread', String(unreadBefore + 1))
  await expectAccessible(one)
  await keep(testInfo, '1 arrived', one)

  // By key, and the next row has the focus.
  await row(one).locator('[data-row]').focus()
  await one.keyboard.press('e')
  await expect(row(one)).toHaveCount(0)
  await expect(row(other)).toHaveCount(0)
  await expect(one.locator(`[data-id="${former}"] [data-row]`)).toBeFocused()
  await expectAccessible(one)
  await keep(testInfo, '2 put away', one)
  await one.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
  await expect(row(one)).toHaveCount(1)
  await expect(row(other)).toHaveCount(1)

  // What is read leaves the list of what is unread, and is marked again by the same key.
  await row(one).locator('[data-row]').focus()
  await one.keyboard.press('u')
  await expect(row(one)).toHaveAttribute('data-unread', 'false')
  await expect(row(other)).toHaveCount(0)
  await one.keyboard.press('u')
  await expect(row(one)).toHaveAttribute('data-unread', 'true')
  await expect(row(other)).toHaveCount(1)

  // It leads to the visit, and is read by that.
  await row(one).locator('[data-row]').click()
  await expect(one).toHaveURL(/\/appointments\?appointment=/)
  await expect(row(other)).toHaveCount(0)
})

test('filters are in the address, and put away is a list of its own', async ({ browser, server }, testInfo) => {
  const { pat } = await begin(browser, server, '/notifications')
  await pat.getByTestId('archive').first().click()
  await expect(pat.getByTestId('toast')).toContainText('is put away')
  await pat.getByRole('link', { name: 'Put away', exact: true }).click()
  await expect(pat).toHaveURL(/view=away/)
  await expect(pat.getByTestId('notification').first()).toBeVisible()
  await pat.getByLabel('About').selectOption('marketing')
  await expect(pat).toHaveURL(/category=marketing/)
  await expect(pat.getByText('Nothing about this')).toBeVisible()
  await expectAccessible(pat)
  await keep(testInfo, '1 nothing', pat)
  await pat.reload()
  await expect(pat.getByLabel('About')).toHaveValue('marketing')
  await pat.getByRole('button', { name: 'Show all' }).click()
  await expect(pat.getByTestId('notification').first()).toBeVisible()
  await pat.getByTestId('read-all').click()
  await expect(pat.getByTestId('bell')).toHaveAttribute('data-unread', '0')
  await expect(pat.locator('[data-testid="notification"][data-unread="true"]')).toHaveCount(0)
})
