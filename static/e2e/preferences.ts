// What the stories about notifications share: Pat, who made no choices of their own yet, and what became of a visit of theirs.
import type { Browser, Page } from '@playwright/test'
import { send as sendAs } from './behind'
import { patAndAdams } from './conversations'
import type { Two } from './conversations'
import { isLive } from './people'
import { bookFor, freeRun, send } from './rest'
import { expect } from './server'
import type { Server } from './server'
import { UNDISTURBED } from './undisturbed'

export const PREFERENCES = '/account/notifications'

/** Both signed in, with a visit that Pat was told of; Pat chose no more than all of the demo's people did, and looks at `path`. */
export async function begin(browser: Browser, server: Server, path: string): Promise<Two> {
  const two = await patAndAdams(browser, server)
  await forget(two.pat)
  await toldOf(two.pat, two.visit)
  await two.pat.goto(path)
  await isLive(two.pat)
  return two
}

/** What this person chose is no more, but for what all of the demo's people did. */
export async function forget(page: Page): Promise<void> {
  await send(page, 'notification-preferences/reset/', {}, 200)
  expect((await sendAs(page, 'PUT', 'notification-preferences/', UNDISTURBED)).status).toBe(200)
}

/** One more visit of Pat's, on a day of its own. */
export async function bookOneMore({ pat, adams, adamsId }: Two): Promise<string> {
  const { times } = await freeRun([pat, adams], adamsId, 1)
  return (await bookFor(pat, adamsId, times[0] ?? '')).id
}

interface Told {
  id: string
  data: { appointment_id?: string }
}

/** The id of the notification about a visit; waits for it. */
export async function toldOf(page: Page, visit: string): Promise<string> {
  const found = async () => {
    const answer = await page.request.get('/api/v1/notifications/?limit=100')
    const { results } = (await answer.json()) as { results: Told[] }
    return results.find(({ data }) => data.appointment_id === visit)?.id ?? ''
  }
  await expect.poll(found).not.toBe('')
  return found()
}

/** Saves what is chosen on the page. */
export async function save(page: Page): Promise<void> {
  await page.getByTestId('save').click()
  await expect(page.getByText('Your choices are saved.')).toBeVisible()
}
