// In whose name a write goes out, whatever other tabs did to the cookie meanwhile.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readTagged, rememberCsrfToken, write } from './http'
import { SomebodyElse } from './refusal'

/** Who is signed in by the browser's cookie; each sign-in has a token of its own. */
let cookieOf = 'pat'
let written: string[] = []

function answer(path: string, init: RequestInit): Response {
  if (path.endsWith('auth/csrf/')) return Response.json({ csrf_token: `token of ${cookieOf}` })
  if (path.endsWith('auth/me/')) return Response.json({ id: cookieOf })
  const token = new Headers(init.headers).get('X-CSRF-Token')
  if (token !== `token of ${cookieOf}`) return Response.json({ code: 'csrf_invalid' }, { status: 403 })
  written.push(cookieOf)
  return Response.json({})
}

beforeEach(() => {
  cookieOf = 'pat'
  written = []
  rememberCsrfToken(null)
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => Promise.resolve(answer(path, init)))
})
afterEach(() => vi.unstubAllGlobals())

it('what one person says is not sent once another is signed in', async () => {
  await write('words/', {}, { as: 'pat' })
  cookieOf = 'sam'
  await expect(write('words/', {}, { as: 'pat' })).rejects.toBeInstanceOf(SomebodyElse)
  expect(written).toEqual(['pat'])
})

it('nor where the token is fresh, or was got again by a request that anybody may make', async () => {
  cookieOf = 'sam'
  await expect(write('words/', {}, { as: 'pat' })).rejects.toBeInstanceOf(SomebodyElse)
  cookieOf = 'pat'
  await write('words/', {}, { as: 'pat' })
  cookieOf = 'sam'
  await write('read/', {})
  await expect(write('words/', {}, { as: 'pat' })).rejects.toBeInstanceOf(SomebodyElse)
  expect(written).toEqual(['pat', 'sam'])
})

it('a new sign-in of the same person is taken as theirs', async () => {
  rememberCsrfToken('token of an earlier sign-in')
  await write('words/', {}, { as: 'pat' })
  expect(written).toEqual(['pat'])
})

it('who they are is asked once for each token', async () => {
  const asked = vi.fn((path: string, init: RequestInit) => Promise.resolve(answer(path, init)))
  vi.stubGlobal('fetch', asked)
  await write('words/', {}, { as: 'pat' })
  await write('words/', {}, { as: 'pat' })
  expect(asked.mock.calls.map(([path]) => path)).toEqual([
    '/api/v1/auth/csrf/',
    '/api/v1/auth/me/',
    '/api/v1/words/',
    '/api/v1/words/',
  ])
})

it('a request that takes too long is given up, and is no refusal', async () => {
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  }))
  await expect(write('words/', {}, { anonymous: true, signal: AbortSignal.timeout(1) })).rejects.toHaveProperty('name', 'TimeoutError')
})

it('what was read under a tag is changed under it, and no other', async () => {
  const asked: (string | null)[] = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path.endsWith('words/')) asked.push(new Headers(init.headers).get('If-Match'))
    const answer = path.endsWith('auth/csrf/') ? { csrf_token: 'x' } : { said: 1 }
    return Promise.resolve(Response.json(answer, { headers: { ETag: 'W/"7"' } }))
  })
  const { answer, tag } = await readTagged('words/')
  expect(answer).toEqual({ said: 1 })
  await write('words/', {}, { ifMatch: tag })
  await write('words/', {}, { ifMatch: 7 })
  await write('words/', {}, { ifMatch: null })
  expect(asked).toEqual([null, 'W/"7"', '"7"', null])
})
