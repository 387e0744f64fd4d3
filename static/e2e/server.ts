// Starts the real server for a test run: a fresh data directory, a free port, the demo clinic; stops it at the end.
import { test as base } from '@playwright/test'
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const ROOT = resolve(import.meta.dirname, '../..')
const BINARY =
  process.env.CAREBRIDGE_BIN === undefined
    ? resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/carebridge')
    : resolve(ROOT, 'static', process.env.CAREBRIDGE_BIN)
const READY_WITHIN_MS = 60_000
const STOPPED_WITHIN_MS = 20_000

/** What would lead the server away from its own, fresh database and files. */
const NOT_INHERITED = /^(CAREBRIDGE_|DATABASE_URL|REDIS_URL|SMTP_URL|MAIL_FROM|TWILIO_)/
const KEPT = new Set(['CAREBRIDGE_PG_BIN'])

export interface Server {
  url: string
  /** Its data directory: there it writes the mails that it would send. */
  data: string
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
  /** Starts it again at the same address, on the same data. */
  start(): Promise<void>
}

export const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), 'carebridge-e2e-'))
      // PostgreSQL may run as another user than this test; it must reach its directory within.
      await chmod(data, 0o755)
      const port = await freePort()
      const url = `http://localhost:${port}`
      const env = {
        ...inherited(),
        CAREBRIDGE_BIND: `127.0.0.1:${port}`,
        CAREBRIDGE_PUBLIC_URL: url,
        CAREBRIDGE_DATA_DIR: data,
        CAREBRIDGE_RATE_LIMITS: 'off',
      }
      let running: ChildProcess | undefined
      const server: Server = {
        url,
        data,
        start: async () => {
          running = spawn(BINARY, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
          await ready(url, running, collect(running))
        },
        stop: async () => {
          if (running) await stop(running)
        },
      }
      try {
        await server.start()
        await promisify(execFile)(BINARY, ['seed', '--doctors', '3', '--patients', '5', '--appointments', '10'], { env })
        await use(server)
      } finally {
        await server.stop()
        await rm(data, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: READY_WITHIN_MS + STOPPED_WITHIN_MS + 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
})

export { expect } from '@playwright/test'

function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => KEPT.has(name) || !NOT_INHERITED.test(name)),
  )
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

function collect(server: ChildProcess): string[] {
  const output: string[] = []
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  }
  server.on('error', (error) => output.push(String(error)))
  return output
}

async function ready(url: string, server: ChildProcess, output: string[]): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadline) {
    if (server.exitCode !== null || server.pid === undefined) break
    const answer = await fetch(`${url}/health/ready`).catch(() => null)
    if (answer?.ok) return
    await new Promise((wake) => setTimeout(wake, 100))
  }
  throw new Error(`the server (${BINARY}) did not become ready:\n${output.join('').slice(-4000)}`)
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return
  const stopped = once(server, 'exit')
  server.kill('SIGTERM')
  const timer = setTimeout(() => server.kill('SIGKILL'), STOPPED_WITHIN_MS)
  await stopped
  clearTimeout(timer)
}
