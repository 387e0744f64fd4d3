// A profile that two people change at once, and booking for somebody one looks after.
import { keep } from './artefacts'
import { secret } from './canaries'
import { book, drAdamsPath, isLive, PAT, SAM, signedIn, slotAt, timeThatSuits } from './people'
import { expect, test } from './server'

test('a change made elsewhere meanwhile is shown, and nothing typed is lost', async ({ browser, server }, testInfo) => {
  const here = await signedIn(browser, server, SAM, '/account')
  const there = await here.context().newPage()
  await there.goto('/account')
  await here.getByLabel('Insurance').fill(secret('Mutual 13'))
  await here.reload()
  await expect(here.getByLabel('Insurance')).toHaveValue('Mutual 13')

  await there.getByLabel('Address').fill(secret('12 Quai des Fleurs, Lyon'))
  await there.getByRole('button', { name: 'Save my details' }).click()
  await expect(there.getByText('Your details are saved.')).toBeVisible()
  await here.getByRole('button', { name: 'Save my details' }).click()
  await expect(here.getByText('Your profile was changed elsewhere meanwhile')).toBeVisible()
  await expect(here.getByLabel('Address')).toHaveValue('12 Quai des Fleurs, Lyon')
  await expect(here.getByLabel('Insurance')).toHaveValue('Mutual 13')
  await keep(testInfo, '1 changed elsewhere', here)

  await here.getByRole('button', { name: 'Save my details' }).click()
  await expect(here.getByText('Your details are saved.')).toBeVisible()
  await there.reload()
  await expect(there.getByLabel('Insurance')).toHaveValue('Mutual 13')
})

test('a parent books for a child, and sees that visit among theirs', async ({ browser, server, page }, testInfo) => {
  const pat = await signedIn(browser, server, PAT, '/account')
  await pat.getByRole('button', { name: 'Add somebody' }).click()
  const dialog = pat.getByRole('dialog')
  await dialog.getByLabel('First name').fill(secret('Mirabel'))
  await dialog.getByLabel('Last name').fill(secret('Morgan'))
  await dialog.getByLabel('Date of birth').fill(secret('2018-05-04'))
  await dialog.getByRole('button', { name: 'Add somebody' }).click()
  await expect(pat.getByTestId('dependant').filter({ hasText: 'Mirabel Morgan' })).toBeVisible()

  await pat.goto(await drAdamsPath(page))
  await isLive(pat)
  const startsAt = await timeThatSuits(pat, [pat])
  await pat.locator(slotAt(startsAt)).click()
  await pat.getByLabel('Who is it for?').selectOption('Mirabel Morgan')
  await keep(testInfo, '1 for whom', pat)
  await book(pat)
  await pat.goto('/appointments')
  await expect(pat.getByTestId('appointment').filter({ hasText: 'Mirabel Morgan' })).toBeVisible()
  await keep(testInfo, '2 among theirs', pat)
})
