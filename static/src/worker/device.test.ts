import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { replaceDevice } from './device'

let devices: string[] = []
let asked: string[] = []
let kept: string | null = null
const subscribe = () => Promise.resolve({ toJSON: () => ({ endpoint: 'https://push.example/new' }) } as PushSubscription)

function answer(path: string, { method = 'GET', headers }: RequestInit = {}): Response {
  if (path.endsWith('auth/csrf/')) return Response.json({ csrf_token: 'token' })
  if (path.endsWith('key/')) return Response.json({ public_key: 'key' })
  if (method === 'GET') return Response.json({ results: devices.map((id) => ({ id })) })
  if (new Headers(headers).get('X-CSRF-Token') !== 'token') return Response.json({}, { status: 403 })
  asked.push(`${method} ${path}`)
  return method === 'POST' ? Response.json({ id: 'new' }, { status: 201 }) : new Response(null, { status: 204 })
}

beforeEach(() => {
  devices = ['old', 'another']
  asked = []
  kept = 'old'
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => Promise.resolve(answer(path, init)))
  vi.stubGlobal('caches', {
    open: () => Promise.resolve({
      match: () => Promise.resolve(kept === null ? undefined : new Response(kept)),
      put: async (_: string, response: Response) => void (kept = await response.text()),
    }),
    delete: () => Promise.resolve(void (kept = null)),
  })
})
afterEach(() => vi.unstubAllGlobals())

it('the new subscription takes the place of the old one', async () => {
  await replaceDevice(subscribe)
  expect(asked).toEqual(['POST /api/v1/push-subscriptions/', 'DELETE /api/v1/push-subscriptions/old/'])
  expect(kept).toBe('new')
})

it('a device that was removed meanwhile does not come back', async () => {
  devices = ['another']
  await replaceDevice(subscribe)
  expect(asked).toEqual([])
  expect(kept).toBeNull()
})

it('while nobody is signed in nothing is sent, and it stays known which one it was', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({}, { status: 401 })))
  await expect(replaceDevice(subscribe)).rejects.toThrow('401')
  expect(kept).toBe('old')
})
