// Starts the real server for a test run: a fresh data directory, a free port, the demo clinic; stops it at the end, and
// reads in its log that nothing of anybody's is in there.
import { test as base } from '@playwright/test'
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { leaksIn, secret } from './canaries'
import { mailedTokens } from './mails'
import { leaveUndisturbed } from './undisturbed'

const ROOT = resolve(import.meta.dirname, '../..')
const BINARY =
  process.env.CAREBRIDGE_BIN === undefined
    ? resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/carebridge')
    : resolve(ROOT, 'static', process.env.CAREBRIDGE_BIN)
const READY_WITHIN_MS = 60_000
const STOPPED_WITHIN_MS = 20_000

/** Nobody knows that a log is clean who has not read it: these are in it from a start, through a request, to a stop. */
const IN_EVERY_LOG = ['started the built-in PostgreSQL', 'route="/health/ready"', ' DEBUG ', 'carebridge::cli::serve: stopping']

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

interface Started {
  server: Server
  /** What a file of stories wants of its server besides: variables by their names. */
  settings: Record<string, string>
}

export const test = base.extend<object, Started>({
  settings: [{}, { scope: 'worker', option: true }],
  server: [
    async ({ settings }, use, { project, workerIndex }) => {
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
        CAREBRIDGE_MESSAGES_PER_PERSON: '0',
        RUST_LOG: 'debug',
        ...settings,
      }
      const output: string[] = []
      let running: ChildProcess | undefined
      const server: Server = {
        url,
        data,
        start: async () => {
          running = spawn(BINARY, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
          collect(running, output)
          await ready(url, running, output)
        },
        stop: async () => {
          if (running) await stop(running)
        },
      }
      try {
        await server.start()
        await promisify(execFile)(BINARY, ['seed', '--doctors', '3', '--patients', '5', '--appointments', '10'], { env })
        await leaveUndisturbed(url)
        await use(server)
      } finally {
        await server.stop()
        for (const token of await mailedTokens(data)) secret(token)
        output.push(await readFile(join(data, 'postgres.log'), 'utf8'))
        await rm(data, { recursive: true, force: true })
      }
      await mkdir(project.outputDir, { recursive: true })
      await writeFile(join(project.outputDir, `server-${workerIndex}.log`), output.join(''))
      checkLog(output.join(''))
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

function collect(server: ChildProcess, output: string[]): void {
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  }
  server.on('error', (error) => output.push(String(error)))
}

function checkLog(log: string): void {
  const missing = IN_EVERY_LOG.filter((line) => !log.includes(line))
  if (missing.length > 0) throw new Error(`the log was not read: it lacks ${missing.join('; ')}`)
  const leaks = leaksIn(log)
  if (leaks.length > 0) throw new Error(`the log holds what must never be in it:\n${leaks.join('\n')}`)
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
  // Not when it has exited: when all that it wrote is read too.
  const stopped = once(server, 'close')
  server.kill('SIGTERM')
  const timer = setTimeout(() => server.kill('SIGKILL'), STOPPED_WITHIN_MS)
  await stopped
  clearTimeout(timer)
}
