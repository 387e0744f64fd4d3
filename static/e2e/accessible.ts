// Rules of accessibility that a program can look for (axe): a page breaks none of them.
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect } from './server'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Looks at the page as it is now, dialogs too, in the theme that it is in. */
export async function expectAccessible(page: Page): Promise<void> {
  // What is still loading has nothing to be looked at, what is still fading in has not its colours yet.
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => {
      return playState === 'finished' || effect?.getComputedTiming().iterations === Infinity
    }),
  )
  await page.evaluate(await readFile(AXE, 'utf8'))
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run(document)')
  const broken = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`)
  expect(broken).toEqual([])
  expect(passes.length).toBeGreaterThan(0)
}
