import { afterEach, expect, it, vi } from 'vitest'
import { fetchWatched, headersOf } from './watched'

afterEach(() => vi.unstubAllGlobals())

it('the head of an answer is read line by line', () => {
  const headers = headersOf('date: Mon, 30 Nov 2026 09:00:00 GMT\r\nretry-after: 3\r\n\r\n')
  expect(headers.get('Date')).toBe('Mon, 30 Nov 2026 09:00:00 GMT')
  expect(headers.get('Retry-After')).toBe('3')
})

it('a request that is called off is ended, or not begun', async () => {
  const ended: string[] = []
  class FakeRequest {
    upload = {}
    onabort = () => undefined
    open = () => undefined
    send = () => ended.push('begun')
    abort() {
      ended.push('ended')
      this.onabort()
    }
  }
  vi.stubGlobal('XMLHttpRequest', FakeRequest)
  const off = new AbortController()
  const init = { method: 'POST', headers: {}, body: new FormData(), signal: off.signal }
  const going = fetchWatched('/files/', init, () => undefined)
  off.abort()
  await expect(going).rejects.toThrow()
  await expect(fetchWatched('/files/', init, () => undefined)).rejects.toThrow()
  expect(ended).toEqual(['begun', 'ended'])
})
