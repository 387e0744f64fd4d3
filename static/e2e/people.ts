// The people of the demo clinic, each in a browser of their own.
import { expect } from '@playwright/test'
import type { Browser, Locator, Page } from '@playwright/test'
import { secret, secretCookies } from './canaries'
import type { Server } from './server'

export const DEMO_PASSWORD = secret('carebridge-demo-passphrase')

export const PAT = secret('pat@carebridge.example')
export const SAM = secret('sam@carebridge.example')
export const DR_ADAMS = secret('dr.adams@carebridge.example')
export const DR_BAKER = secret('dr.baker@carebridge.example')
export const DESK = secret('desk@carebridge.example')
export const ADMIN = secret('admin@carebridge.example')

/** A signed-in person's page in a browser of their own, live; `path` is where they are. */
export async function signedIn(browser: Browser, server: Server, email: string, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await signIn(page, email, path)
  return page
}

/** Signs in on this page, and goes to `path`. */
export async function signIn(page: Page, email: string, path: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL((url) => `${url.pathname}${url.search}` === path)
  await expect(page.getByTestId('account')).toBeVisible()
  await secretCookies(page)
  await isLive(page)
}

export async function isLive(page: Page): Promise<void> {
  await expect(connection(page)).toHaveAttribute('data-state', 'live')
}

/** The line that says how the connection is. */
export function connection(page: Page): Locator {
  return page.getByTestId('connection').filter({ visible: true })
}

interface Booked {
  starts_at: string
  ends_at: string
}

/** The first time on the page at which none of these people has a visit already. */
export async function timeThatSuits(page: Page, people: Page[]): Promise<string> {
  return suits(page.getByTestId('slot'), people)
}

/** The first of these times at which none of these people has a visit already, and that passes a further look. */
export async function suits(times: Locator, people: Page[], passes: (time: string) => boolean = () => true): Promise<string> {
  const visits = await visitsOfAll(people)
  await expect(times.first()).toBeVisible()
  const starts = await times.evaluateAll((all) => all.map((one) => one.getAttribute('data-starts-at') ?? ''))
  const found = starts.find((time) => isFree(time, visits) && passes(time))
  if (found === undefined) throw new Error('no time here suits everybody')
  return found
}

/** The first time on the page that the doctor has in the next two weeks too, and at which nobody of these is elsewhere. */
export async function timeThatRepeats(page: Page, doctorId: string, people: Page[]): Promise<string> {
  const visits = await visitsOfAll(people)
  const free = new Set<string>()
  for (const weeks of [1, 2]) {
    const range = { from: daysAhead(7 * weeks), to: daysAhead(7 * weeks + 7) }
    const answer = await page.request.get(`/api/v1/doctors/${doctorId}/available_slots/`, { params: range })
    const { slots } = (await answer.json()) as { slots: { starts_at: string }[] }
    for (const { starts_at } of slots) free.add(starts_at)
  }
  const later = (time: string, weeks: number) =>
    new Date(Date.parse(time) + weeks * 7 * 86_400_000).toISOString().replace('.000Z', 'Z')
  return suits(page.getByTestId('slot'), people, (time) =>
    [1, 2].map((weeks) => later(time, weeks)).every((time) => free.has(time) && isFree(time, visits)),
  )
}

async function visitsOfAll(people: Page[]): Promise<Booked[]> {
  const visits: Booked[] = []
  for (const person of people) {
    const answer = await person.request.get('/api/v1/appointments/?limit=100')
    const list = (await answer.json()) as { results: Booked[] }
    visits.push(...list.results)
  }
  return visits
}

function isFree(time: string, visits: Booked[]): boolean {
  const hour = 3_600_000
  return visits.every(
    (visit) => Date.parse(time) >= Date.parse(visit.ends_at) || Date.parse(time) + hour <= Date.parse(visit.starts_at),
  )
}

/** The address of Dr Adams' page at the day with the most free times of the coming ones, whatever the hour is now. */
export async function drAdamsPath(page: Page): Promise<string> {
  await page.goto('/?q=Adams')
  await page.getByTestId('doctor').filter({ hasText: 'Adams' }).click()
  await expect(page).toHaveURL(/\/doctors\//)
  const path = new URL(page.url()).pathname
  const range = { from: daysAhead(1), to: daysAhead(5) }
  const answer = await page.request.get(`/api/v1${path}/available_slots/`, { params: range })
  const { slots } = (await answer.json()) as { slots: { local_start: string }[] }
  const free = new Map<string, number>()
  for (const { local_start } of slots) {
    const day = local_start.slice(0, 10)
    free.set(day, (free.get(day) ?? 0) + 1)
  }
  const [best] = [...free].sort(([, one], [, other]) => other - one)
  if (best === undefined) throw new Error('Dr Adams has no free time')
  await page.goto(`${path}?day=${best[0]}`)
  return `${path}?day=${best[0]}`
}

function daysAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

/** Where a time is on a doctor's page, while it is free. */
export const slotAt = (startsAt: string) => `[data-testid="slot"][data-starts-at="${startsAt}"]`

/** Says that the chosen time is kept. */
export const held = (page: Page): Locator => page.locator('[data-testid="hold"][data-phase="held"]')

/** What the browser says when a tab goes behind another, or comes to the front. */
export async function look(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

/** Sends the booking that is on the page, and waits for its 201. */
export async function book(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes('/appointment-booking/book'))
  await page.getByTestId('book').click()
  expect((await answered).status()).toBe(201)
}
