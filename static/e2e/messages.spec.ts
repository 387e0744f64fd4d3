// Pat and Dr Adams write to each other: live, with receipts, files and changes, and without a network.
import { readFile } from 'node:fs/promises'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { secret } from './canaries'
import { box, bubble, conversation, patAndAdams, said, say, unread } from './conversations'
import { isLive } from './people'
import { expect, test } from './server'

/** The smallest picture there is. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a conversation begins at a visit and is heard on the other side at once', async ({ browser, server }, testInfo) => {
  const { pat, adams, visit } = await patAndAdams(browser, server)
  const before = await unread(adams)
  await pat.goto('/appointments')
  await pat.locator(`[data-testid="appointment"][data-id="${visit}"]`).getByTestId('more').click()
  await pat.getByRole('menuitem', { name: 'Write a message' }).click()
  const dialog = pat.getByRole('dialog')
  await dialog.getByTestId('start').click()
  await expect(dialog.getByRole('alert')).toContainText('Write what you want to say')
  await expectAccessible(pat)
  await dialog.getByLabel('What is it about?').fill(secret('Before my visit on the knee'))
  await dialog.getByLabel('Message').fill(secret('May I eat before the blood test?'))
  await keep(testInfo, '1 written', pat)

  // Nothing typed is lost by a reload.
  await pat.reload()
  await pat.locator(`[data-testid="appointment"][data-id="${visit}"]`).getByTestId('more').click()
  await pat.getByRole('menuitem', { name: 'Write a message' }).click()
  await expect(dialog.getByLabel('Message')).toHaveValue('May I eat before the blood test?')
  await dialog.getByTestId('start').click()
  await expect(pat).toHaveURL(/\/messages\/[\w-]+$/)
  await expect(bubble(pat, 'May I eat before the blood test?')).toBeVisible()

  // The doctor looks at the list: it is there by itself, unread, and counted.
  const row = adams.getByTestId('conversation').filter({ hasText: 'Before my visit on the knee' })
  await expect(row).toHaveAttribute('data-unread', '1')
  await expect.poll(() => unread(adams)).toBe(before + 1)
  await expectAccessible(adams)
  await keep(testInfo, '2 unread', adams)
  await row.click()
  await expect(bubble(adams, 'May I eat before the blood test?')).toBeVisible()
  await expect.poll(() => unread(adams)).toBe(before)
  await expect(row).toHaveAttribute('data-unread', '0')
  await expect(pat.getByTestId('read-by')).toContainText('read by Dr')

  await isLive(adams)
  await say(adams, 'Only water, please.')
  await expect(bubble(pat, 'Only water, please.')).toBeVisible()
  await expect(adams.getByTestId('read-by')).toContainText('read by Pat')
  await expectAccessible(pat)
  await keep(testInfo, '3 answered', pat)
})

test('what both write without a network arrives once, in one order', async ({ browser, server }, testInfo) => {
  const { pat, adams } = await conversation(browser, server, 'A question about the pills')
  await isLive(pat)
  await isLive(adams)
  await pat.context().setOffline(true)
  await say(pat, 'Pat, without a network')
  await say(adams, 'Adams, while Pat is away')
  await expect(bubble(adams, 'Adams, while Pat is away')).toBeVisible()
  await expect(pat.getByTestId('unsent')).toHaveCount(1)
  await adams.context().setOffline(true)
  await say(adams, 'Adams, without a network')
  await say(pat, 'Pat again')
  await expect(pat.getByTestId('unsent')).toHaveCount(2)
  await expect(adams.getByTestId('unsent')).toHaveCount(1)
  await expect(pat.getByTestId('unsent').first()).toHaveAttribute('data-status', 'waits')
  await expectAccessible(pat)
  await keep(testInfo, '1 waits for the connection', pat)

  await Promise.all([pat.context().setOffline(false), adams.context().setOffline(false)])
  const all = ['Hello', 'Adams, while Pat is away', 'Pat, without a network', 'Pat again', 'Adams, without a network']
  for (const page of [pat, adams]) {
    await expect(page.getByTestId('unsent')).toHaveCount(0)
    await expect.poll(async () => (await said(page)).sort()).toEqual([...all].sort())
  }
  expect(await said(pat)).toEqual(await said(adams))
  const order = await said(pat)
  expect(order.indexOf('Pat again')).toBeGreaterThan(order.indexOf('Pat, without a network'))

  // It is so on record too.
  await pat.reload()
  await expect(bubble(pat, 'Hello')).toBeVisible()
  expect(await said(pat)).toEqual(order)
})

test('a message whose answer is lost is sent again, also after a reload, and is there once', async ({ browser, server }) => {
  const { pat, adams } = await conversation(browser, server, 'A lost answer')
  await pat.route('**/conversations/*/messages/', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    await route.abort()
  })
  await say(pat, 'Does this arrive?')
  await expect(bubble(adams, 'Does this arrive?')).toBeVisible()
  // Heard over the socket, it is on its way no longer, whatever became of the answer.
  await expect(pat.getByTestId('unsent')).toHaveCount(0)
  await pat.reload()
  await pat.unroute('**/conversations/*/messages/')
  await expect(bubble(pat, 'Does this arrive?')).toHaveCount(1)
  await say(pat, 'And this one?')
  await expect(bubble(adams, 'And this one?')).toBeVisible()
  expect(await said(adams)).toEqual(['Hello', 'Does this arrive?', 'And this one?'])
})

test('files go along: a picture is shown, all are taken as they were, and what is none is refused', async ({
  browser,
  server,
}, testInfo) => {
  const { pat, adams } = await conversation(browser, server, 'My letter and a picture')
  const letter = `${'A line of the letter.\n'.repeat(50)}`
  await pat.getByTestId('files').setInputFiles([
    { name: 'knee.png', mimeType: 'image/png', buffer: PICTURE },
    { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from(letter) },
  ])
  await expect(pat.getByTestId('upload').and(pat.locator('[data-status="ready"]'))).toHaveCount(2)
  await pat.getByTestId('files').setInputFiles({ name: 'tool.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\u0000\u0001') })
  await expect(pat.getByTestId('upload').filter({ hasText: 'tool.pdf' })).toContainText('Only PDF')
  await expectAccessible(pat)
  await keep(testInfo, '1 chosen', pat)
  await pat.getByRole('button', { name: 'Leave out tool.pdf' }).click()

  // What is chosen stays over a reload, like what is typed.
  await box(pat).fill(secret('Here they are'))
  await pat.reload()
  await expect(pat.getByTestId('upload')).toHaveCount(2)
  await expect(box(pat)).toHaveValue('Here they are')
  await pat.getByTestId('send').click()

  const message = bubble(adams, 'Here they are')
  await expect(message.getByTestId('attachment')).toHaveCount(2)
  const picture = message.locator('img')
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1)
  const downloading = adams.waitForEvent('download')
  await message.getByTestId('attachment').filter({ hasText: 'letter.txt' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('letter.txt')
  expect(await readFile(await download.path(), 'utf8')).toBe(letter)
  await expectAccessible(adams)
  await keep(testInfo, '2 received', adams)
})

test('what was just said can be put in other words, by keys alone', async ({ browser, server }, testInfo) => {
  const { pat, adams, id } = await conversation(browser, server, 'The wrong day')
  await say(pat, 'See you on Tuesday')
  await expect(bubble(adams, 'See you on Tuesday')).toBeVisible()
  await bubble(pat, 'See you on Tuesday').getByTestId('message-menu').focus()
  await pat.keyboard.press('Enter')
  await expectAccessible(pat)
  await pat.getByRole('menuitem', { name: 'Change' }).press('Enter')
  const edit = pat.getByLabel('Change your message')
  await expect(edit).toBeFocused()
  await edit.fill('')
  await expect(edit).toHaveValue('')
  await expect(pat.getByTestId('edit').getByRole('button', { name: 'Save' })).toBeDisabled()
  await edit.fill(secret('See you on Wednesday'))
  await expectAccessible(pat)
  await keep(testInfo, '1 other words', pat)
  await edit.press('Enter')
  await expect(bubble(pat, 'See you on Wednesday')).toContainText('edited')
  await expect(bubble(adams, 'See you on Wednesday')).toContainText('edited')
  await expect(bubble(adams, 'See you on Tuesday')).toHaveCount(0)
  // What somebody else said is theirs to change.
  await bubble(adams, 'See you on Wednesday').getByTestId('message-menu').click()
  await expect(adams.getByRole('menuitem', { name: 'Change' })).toHaveCount(0)
  await adams.keyboard.press('Escape')
  await expect(adams).toHaveURL(new RegExp(id))

  // Escape leads back to the list, at the conversation; arrows walk through it.
  await box(pat).press('Escape')
  await expect(pat).toHaveURL(/\/messages$/)
  const row = pat.locator(`[data-testid="conversation"][data-id="${id}"]`)
  await expect(row).toBeFocused()
  await pat.keyboard.press('ArrowDown')
  await expect(row).not.toBeFocused()
  await pat.keyboard.press('ArrowUp')
  await pat.keyboard.press('Enter')
  await expect(box(pat)).toBeFocused()
})

test('somebody is found to write to, earlier messages are found by scrolling, and conversations by words', async ({
  browser,
  server,
}, testInfo) => {
  const { pat, adams } = await patAndAdams(browser, server)
  await pat.goto('/messages')
  await pat.getByTestId('new-conversation').click()
  const dialog = pat.getByRole('dialog')
  await dialog.getByLabel('To', { exact: true }).fill('adam')
  await dialog.getByTestId('recipient').filter({ hasText: 'Adams' }).click()
  await expect(dialog.getByTestId('chosen')).toContainText('Adams')
  await dialog.getByLabel('What is it about?').fill(secret('A long story of mine'))
  await dialog.getByLabel('Message', { exact: true }).fill('Line 0')
  await expectAccessible(pat)
  await keep(testInfo, '1 new', pat)
  await dialog.getByTestId('start').click()
  await expect(bubble(pat, 'Line 0')).toBeVisible()
  // Gone through quickly: all arrives, in turn.
  const lines = Array.from({ length: 60 }, (_, line) => `Line ${line}`)
  for (const line of lines.slice(1)) {
    await box(pat).fill(line)
    await box(pat).press('Enter')
  }
  await expect(bubble(pat, 'Line 59')).toBeVisible({ timeout: 60_000 })
  expect(await said(pat)).toEqual(lines)

  await adams.goto(new URL(pat.url()).pathname)
  await expect(bubble(adams, 'Line 59')).toBeVisible()
  await expect(bubble(adams, 'Line 0')).toHaveCount(0)
  const pane = adams.getByTestId('history')
  const toTop = () => pane.evaluate((element) => element.scrollTo({ top: -element.scrollHeight }))
  const top = await said(adams)
  // What did not come is not asked for again and again, but when one asks for it.
  await adams.route('**/messages/?cursor=*', (route) => route.abort())
  await toTop()
  await expect(pane).toContainText('CareBridge could not be reached')
  await adams.unroute('**/messages/?cursor=*')
  await adams.getByTestId('older').click()
  await expect.poll(async () => (await said(adams)).length).toBeGreaterThan(top.length)
  // What was being read has not moved away.
  await expect(bubble(adams, top[0] ?? '')).toBeInViewport()
  await expect
    .poll(async () => {
      await toTop()
      return (await said(adams)).length
    })
    .toBe(lines.length)
  expect(await said(adams)).toEqual(lines)

  await pat.goto('/messages')
  await pat.getByLabel('Search').fill('long story')
  await expect(pat).toHaveURL(/q=long/)
  await expect(pat.getByTestId('conversation')).toHaveCount(1)
  await pat.getByLabel('Search').fill('nothing of the kind')
  await expect(pat.getByText('No conversation matches')).toBeVisible()
  await expectAccessible(pat)
})

test('on a phone it is the list or the conversation; what is not one’s own is not there', async ({ browser, server }, testInfo) => {
  const { pat, id } = await conversation(browser, server, 'On my phone')
  await pat.setViewportSize({ width: 390, height: 780 })
  await expect(pat.getByTestId('conversation').first()).toBeHidden()
  await expectAccessible(pat)
  await keep(testInfo, '1 conversation', pat)
  await pat.getByRole('link', { name: 'All conversations' }).click()
  await expect(pat.locator(`[data-testid="conversation"][data-id="${id}"]`)).toBeVisible()
  await expectAccessible(pat)
  await keep(testInfo, '2 list', pat)
  await pat.goto('/messages/01900000-0000-7000-8000-000000000000')
  await expect(pat.getByText('This conversation is not here')).toBeVisible()
  await expectAccessible(pat)
})
