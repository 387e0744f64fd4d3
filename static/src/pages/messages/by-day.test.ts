// Days are the reader's, and a name is said once in a breath.
import { expect, it } from 'vitest'
import { byDay, goesOn } from './by-day'
import { message } from './messages-fixture'

it('messages lie on the days of the reader’s zone', () => {
  const messages = [
    message('a', 1, { created_at: '2026-11-24T22:59:59Z' }),
    message('b', 1, { created_at: '2026-11-24T23:00:00Z' }),
    message('c', 1, { created_at: '2026-11-25T10:00:00Z' }),
  ]
  const days = (zone: string) => byDay(messages, zone).map(({ day, messages: of }) => `${day} ${of.map(({ id }) => id).join('')}`)
  expect(days('Europe/Paris')).toEqual(['2026-11-24 a', '2026-11-25 bc'])
  expect(days('UTC')).toEqual(['2026-11-24 ab', '2026-11-25 c'])
})

it('a message goes on from the one before of the same sender, soon after', () => {
  expect(goesOn(message('b', 20), message('a', 1))).toBe(true)
  expect(goesOn(message('b', 301), message('a', 1))).toBe(false)
  expect(goesOn(message('b', 20, { sender_id: 'adams' }), message('a', 1))).toBe(false)
  expect(goesOn(message('a', 1), undefined)).toBe(false)
})
