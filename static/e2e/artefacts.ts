// What a run leaves behind for people to look at, in `test-results/`.
import type { Page, TestInfo } from '@playwright/test'

export async function keep(testInfo: TestInfo, name: string, page: Page): Promise<void> {
  const path = testInfo.outputPath(`${name}.png`)
  await page.screenshot({ path })
  await testInfo.attach(name, { path, contentType: 'image/png' })
}
