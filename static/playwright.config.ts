// End-to-end tests in the browser that is installed; none is downloaded. The server is started by `e2e/server.ts`.
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // One server, one story after the other; a test that fails has failed.
  workers: 1,
  retries: 0,
  // Signing in is slow on purpose (Argon2), and slower in a debug build.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 860 },
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true },
    launchOptions: {
      executablePath: BROWSERS.find((path) => path !== undefined && existsSync(path)),
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
