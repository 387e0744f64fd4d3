// Requests to the API of this origin, signed in by cookie: reads, and writes that carry the CSRF token.
import { freshSignIn } from './fresh-sign-in'
import { Refusal, SomebodyElse, Unreached } from './refusal'
import { serverClock } from './server-clock'
import type { CsrfToken, Problem, User } from './types'
import { fetchWatched } from './watched'
import type { OnProgress } from './watched'

const BASE = '/api/v1/'

/** The token that writes must carry; it lives in memory only and is asked for when it is wanted. */
let csrfToken: string | null = null
/** Whose it is, where that was asked. The token is good for the sign-in of this person and for no other. */
let tokenOf: string | null = null

export function rememberCsrfToken(token: string | null): void {
  csrfToken = token
  tokenOf = null
}

type Query = Record<string, string | number | undefined | null>

export async function read<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
  return (await readTagged<Answer>(path, query, signal)).answer
}

/** An answer under the tag of its version, for what does not name that version itself. */
export interface Tagged<Answer> {
  answer: Answer
  /** Its `ETag`, as it came. */
  tag: string | null
}

export function readTagged<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Tagged<Answer>> {
  return freshSignIn.perform(async () => answerOf<Answer>(await reach(withQuery(path, query), { signal })))
}

/** For what the browser itself fetches, like a download. */
export function addressOf(path: string, query: Query = {}): string {
  return BASE + withQuery(path, query)
}

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return search.size > 0 ? `${path}?${search.toString()}` : path
}

export interface WriteOptions {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  idempotencyKey?: string
  /** The version that is to be changed, and no other: its number, or the tag it came under. */
  ifMatch?: number | string | null
  /** The id of the person whose word this is: where another is signed in, it is not sent. */
  as?: string
  signal?: AbortSignal
  /** Sign-in and sign-up: nothing to protect yet. */
  anonymous?: boolean
  /** Also while the page goes away. */
  keepalive?: boolean
  /** Hears how much of a form with a file has been sent. */
  onProgress?: OnProgress
}

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }

/** What is sent: JSON, a form with a file, or nothing. */
type Body = object | FormData | null

export async function write<Answer>(path: string, body: Body = {}, options: WriteOptions = {}): Promise<Answer> {
  return (await writeTagged<Answer>(path, body, options)).answer
}

export function writeTagged<Answer>(path: string, body: Body = {}, options: WriteOptions = {}): Promise<Tagged<Answer>> {
  return freshSignIn.perform(() => writeProtected<Answer>(path, body, options))
}

export function remove(path: string, options: Pick<WriteOptions, 'ifMatch' | 'keepalive'> = {}): Promise<void> {
  return write(path, null, { ...options, method: 'DELETE' })
}

async function writeProtected<Answer>(path: string, body: Body, options: WriteOptions): Promise<Tagged<Answer>> {
  try {
    return await writeOnce<Answer>(path, body, options)
  } catch (error) {
    // The token belongs to a session; another tab may have begun a new one.
    const stale = error instanceof Refusal && error.status === 403 && error.code.startsWith('csrf')
    if (!stale || options.anonymous) throw error
    rememberCsrfToken(null)
    return writeOnce<Answer>(path, body, options)
  }
}

async function writeOnce<Answer>(path: string, body: Body, options: WriteOptions): Promise<Tagged<Answer>> {
  const headers: Record<string, string> = {}
  const isJson = body !== null && !(body instanceof FormData)
  if (isJson) headers['Content-Type'] = 'application/json'
  if (!options.anonymous) {
    headers['X-CSRF-Token'] = await tokenFor(options)
  }
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey
  const { ifMatch } = options
  if (typeof ifMatch === 'number') headers['If-Match'] = `"${ifMatch}"`
  else if (ifMatch) headers['If-Match'] = ifMatch
  const sent = isJson ? JSON.stringify(body) : body
  const { method = 'POST', keepalive, signal, onProgress } = options
  return answerOf<Answer>(await reach(path, { method, headers, body: sent, keepalive, signal }, onProgress))
}

async function tokenFor({ as, signal }: WriteOptions): Promise<string> {
  if (csrfToken === null) rememberCsrfToken((await read<CsrfToken>('auth/csrf/', {}, signal)).csrf_token)
  const token = csrfToken ?? ''
  if (as !== undefined && tokenOf !== as) {
    // Asked after the token was: had the sign-in changed in between, the token would be refused.
    const { id } = await read<User>('auth/me/', {}, signal)
    if (token === csrfToken) tokenOf = id
    if (id !== as) throw new SomebodyElse('another is signed in')
  }
  return token
}

async function reach(path: string, init: Init, onProgress?: OnProgress): Promise<Response> {
  const { method = 'GET', body, signal } = init
  const headers = { Accept: 'application/json', ...init.headers }
  try {
    const response =
      onProgress && body instanceof FormData
        ? await fetchWatched(BASE + path, { method, headers, body, signal }, onProgress)
        : await fetch(BASE + path, { ...init, headers, credentials: 'same-origin' })
    serverClock.heard(response.headers.get('Date'), Date.now())
    return response
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new Unreached('the server was not reached', { cause })
  }
}

async function answerOf<Answer>(response: Response): Promise<Tagged<Answer>> {
  const text = await response.text()
  if (response.ok) {
    const answer = (text === '' ? undefined : JSON.parse(text)) as Answer
    return { answer, tag: response.headers.get('ETag') }
  }
  const problem = parseProblem(text)
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  throw new Refusal(
    response.status,
    problem,
    problem.request_id ?? response.headers.get('X-Request-Id'),
    Number.isFinite(retryAfter) ? retryAfter : null,
  )
}

function parseProblem(text: string): Partial<Problem> {
  try {
    return JSON.parse(text) as Partial<Problem>
  } catch {
    return {}
  }
}
