// Who has a conversation open just now, and who is writing in it.
import { keep } from './artefacts'
import { expectAccessible } from './accessible'
import { box, bubble, conversation, say, unreadIn } from './conversations'
import { isLive, look } from './people'
import { expect, test } from './server'

test('one sees that the other is here, is writing, has written, and has gone', async ({ browser, server }, testInfo) => {
  const { pat, adams, id } = await conversation(browser, server, 'Are you there?')
  await isLive(pat)
  await isLive(adams)
  const other = pat.getByTestId('participant')
  await expect(other).toHaveAttribute('data-present', 'true')
  await expect(other).toContainText('here now')

  await box(adams).pressSequentially('Yes, I')
  await expect(pat.getByTestId('typing')).toContainText('is typing…')
  await expect(adams.getByTestId('typing')).toBeEmpty()
  await expectAccessible(pat)
  await keep(testInfo, '1 is typing', pat)
  await say(adams, 'Yes, I am')
  await expect(bubble(pat, 'Yes, I am')).toBeVisible()
  await expect(pat.getByTestId('typing')).toBeEmpty()

  // Begun, and left alone: it is forgotten. So soon after the last time it is said again only while one goes on.
  await expect
    .poll(async () => {
      await box(adams).press('h')
      return pat.getByTestId('typing').textContent()
    })
    .toContain('is typing…')
  const begun = await box(adams).inputValue()
  await expect(pat.getByTestId('typing')).toBeEmpty()

  // A tab behind another is not here, and what is said meanwhile is there when one turns to it.
  await look(adams, 'hidden')
  await expect(other).toHaveAttribute('data-present', 'false')
  await say(pat, 'Are you still there?')
  await expect(pat.getByTestId('unsent')).toHaveCount(0)
  await expect(bubble(adams, 'Are you still there?')).toHaveCount(0)
  await look(adams, 'visible')
  await expect(bubble(adams, 'Are you still there?')).toBeVisible()
  await expect(other).toHaveAttribute('data-present', 'true')

  await adams.goto('/today')
  await expect(other).toHaveAttribute('data-present', 'false')
  await adams.goto(`/messages/${id}`)
  await expect(other).toHaveAttribute('data-present', 'true')
  await expect(box(adams)).toHaveValue(begun)
})

test('what was seen is marked as read, also where the server has no time for that at first', async ({ browser, server }) => {
  const { pat, adams, id } = await conversation(browser, server, 'Have you seen it?')
  await isLive(adams)
  await expect.poll(() => unreadIn(adams, id)).toBe(0)
  let asked = 0
  await adams.route('**/conversations/*/read/', (route) => {
    asked += 1
    if (asked > 1) return route.continue()
    return route.fulfill({ status: 429, headers: { 'Retry-After': '2' }, contentType: 'application/problem+json', body: '{}' })
  })
  await say(pat, 'Have you?')
  await expect(bubble(adams, 'Have you?')).toBeVisible()
  await expect(pat.getByTestId('read-by')).toContainText('read by Dr')
  await expect.poll(() => unreadIn(adams, id)).toBe(0)
  expect(asked).toBe(2)
})
