// The example in `examples/realtime/`: a page of plain HTML, served by itself beside the server.
import type { Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { book, DEMO_PASSWORD, drAdamsPath, PAT, SAM, signedIn, slotAt, timeThatSuits } from './people'
import { expect, test as base } from './server'

const SERVE = resolve(import.meta.dirname, '../../examples/realtime/serve.mjs')

const test = base.extend<{ example: string }>({
  example: async ({ server }, use) => {
    const env = { ...process.env, CAREBRIDGE_URL: server.url, PORT: '0' }
    const example = spawn(process.execPath, [SERVE], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(example, 'exit')
    try {
      const [url] = (await once(createInterface(example.stdout), 'line')) as [string]
      await use(url)
    } finally {
      example.kill()
      await ended
    }
  },
})

test('a plain page watches a doctor’s times, and signs in with a token of its own', async ({ browser, server, page, example }, testInfo) => {
  const path = await drAdamsPath(page)
  const pat = await signedIn(browser, server, PAT, path)
  const startsAt = await timeThatSuits(pat, [pat])
  await page.goto(example)
  await expect(page.getByText('live, over a socket')).toBeVisible()
  await page.getByRole('combobox', { name: 'Doctor' }).selectOption({ label: await doctorIn(page, 'Adams') })
  await expect(page.locator('#free')).toHaveText(/^\d+$/)
  await expectAccessible(page)
  await pat.locator(slotAt(startsAt)).click()
  await book(pat)
  const happened = page.getByRole('list', { name: 'What happened' })
  await expect(happened.getByText('slot.taken')).toBeVisible()

  await page.getByLabel('E-mail').fill(SAM)
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.locator('#who')).toHaveText(/Sam/)
  await expect(page.getByText('live, over a socket')).toBeVisible()
  await keep(testInfo, 'signed in', page)
})

async function doctorIn(page: Page, name: string): Promise<string> {
  return (await page.locator('#doctor option').filter({ hasText: name }).textContent()) ?? ''
}
