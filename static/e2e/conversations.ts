// What the stories about messages share: a conversation between Pat and Dr Adams, and what is seen of it.
import type { Browser, Locator, Page } from '@playwright/test'
import { secret } from './canaries'
import { DR_ADAMS, PAT, signedIn } from './people'
import { bookFor, freeRun, send } from './rest'
import { expect } from './server'
import type { Server } from './server'

interface Doctor {
  id: string
  last_name: string
}

export interface Two {
  pat: Page
  adams: Page
  /** A visit of Pat's with Dr Adams. */
  visit: string
  adamsId: string
}

/** Both signed in, each in a browser of their own, with a visit between them. */
export async function patAndAdams(browser: Browser, server: Server): Promise<Two> {
  const pat = await signedIn(browser, server, PAT, '/messages')
  const adams = await signedIn(browser, server, DR_ADAMS, '/messages')
  const { results } = (await (await pat.request.get('/api/v1/doctors/?limit=100')).json()) as { results: Doctor[] }
  const adamsId = results.find(({ last_name }) => last_name === 'Adams')?.id ?? ''
  const { times } = await freeRun([pat, adams], adamsId, 1)
  const { id: visit } = await bookFor(pat, adamsId, times[0] ?? '')
  return { pat, adams, visit, adamsId }
}

/** A conversation that Pat began, opened by both; its first message is `Hello`. */
export async function conversation(browser: Browser, server: Server, subject: string): Promise<Two & { id: string }> {
  const two = await patAndAdams(browser, server)
  const { id } = await send<{ id: string }>(two.pat, 'conversations/', {
    subject: secret(subject),
    participants: [two.adamsId],
    body: 'Hello',
  })
  for (const page of [two.pat, two.adams]) {
    await page.goto(`/messages/${id}`)
    await expect(bubble(page, 'Hello')).toBeVisible()
  }
  return { ...two, id }
}

export const box = (page: Page) => page.getByLabel('Message', { exact: true })

/** Types it and sends it, by key. */
export async function say(page: Page, text: string): Promise<void> {
  await box(page).fill(secret(text))
  await box(page).press('Enter')
  await expect(box(page)).toHaveValue('')
}

/** A message that has arrived. */
export function bubble(page: Page, text: string): Locator {
  return page.getByTestId('message').filter({ has: page.getByTestId('body').getByText(text, { exact: true }) })
}

/** What has arrived, in the order in which it is shown. */
export function said(page: Page): Promise<string[]> {
  return page.getByTestId('message').getByTestId('body').allTextContents()
}

/** How many messages the navigation says are unread. */
export async function unread(page: Page): Promise<number> {
  const badge = page.getByTestId('messages-unread').filter({ visible: true })
  return (await badge.count()) === 0 ? 0 : Number(await badge.getAttribute('data-unread'))
}

/** How many messages of one conversation are unread, whatever others wrote to them elsewhere. */
export async function unreadIn(page: Page, id: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/conversations/${id}/`)
  return ((await answer.json()) as { unread: number }).unread
}
