// The people of the demo clinic, each in a browser of their own.
import type { Browser, Page } from '@playwright/test'
import { expect } from './server'
import type { Server } from './server'

const PASSWORD = 'carebridge-demo-passphrase'

export const PAT = 'pat@carebridge.example'
export const SAM = 'sam@carebridge.example'
export const DR_ADAMS = 'dr.adams@carebridge.example'

/** A signed-in person's page, live; `path` is where they are. */
export async function signedIn(browser: Browser, server: Server, email: string, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL((url) => `${url.pathname}${url.search}` === path)
  await expect(page.getByTestId('account')).toBeVisible()
  await isLive(page)
  return page
}

export async function isLive(page: Page): Promise<void> {
  await expect(page.getByTestId('connection').filter({ visible: true })).toHaveAttribute('data-state', 'live')
}

interface Booked {
  starts_at: string
  ends_at: string
}

/** The first time on the page at which none of these people has a visit already. */
export async function timeThatSuits(page: Page, people: Page[]): Promise<string> {
  const visits: Booked[] = []
  for (const person of people) {
    const answer = await person.request.get('/api/v1/appointments/?limit=100')
    const list = (await answer.json()) as { results: Booked[] }
    visits.push(...list.results)
  }
  await expect(page.getByTestId('slot').first()).toBeVisible()
  const times = await page
    .getByTestId('slot')
    .evaluateAll((slots) => slots.map((slot) => slot.getAttribute('data-starts-at') ?? ''))
  const hour = 3_600_000
  const suits = times.find((time) =>
    visits.every((visit) => Date.parse(time) >= Date.parse(visit.ends_at) || Date.parse(time) + hour <= Date.parse(visit.starts_at)),
  )
  if (suits === undefined) throw new Error('no time on this day suits everybody')
  return suits
}

/** The address of Dr Adams' page. */
export async function drAdamsPath(page: Page): Promise<string> {
  await page.goto('/?q=Adams')
  await page.getByTestId('doctor').filter({ hasText: 'Adams' }).click()
  await expect(page).toHaveURL(/\/doctors\//)
  return new URL(page.url()).pathname
}
