import { expect, it } from 'vitest'
import { headersOf } from './watched'

it('the head of an answer is read line by line', () => {
  const headers = headersOf('date: Mon, 30 Nov 2026 09:00:00 GMT\r\nretry-after: 3\r\n\r\n')
  expect(headers.get('Date')).toBe('Mon, 30 Nov 2026 09:00:00 GMT')
  expect(headers.get('Retry-After')).toBe('3')
})
