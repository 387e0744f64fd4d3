import { expect, it } from 'vitest'
import type { InboxAction } from '@/api/notifications'
import type { Notification } from '@/api/types'
import { belongs, done, OPPOSITE, withRow } from './rows'

const AT = '2026-12-01T09:00:00Z'
const row = (id: string, more: Partial<Notification> = {}): Notification => ({
  id,
  type: 'appointment.booked',
  category: 'booking',
  priority: 'normal',
  title: 'Your visit is booked',
  body: '',
  data: {},
  read_at: null,
  archived_at: null,
  created_at: AT,
  ...more,
})

it('each action is undone by its opposite', () => {
  for (const action of Object.keys(OPPOSITE) as InboxAction[]) {
    const begun = row('1', action === 'mark_unread' ? { read_at: AT } : action === 'unarchive' ? { archived_at: AT } : {})
    const changed = done(begun, action, AT)
    expect(changed).not.toEqual(begun)
    expect(done(changed, OPPOSITE[action], AT)).toEqual(begun)
  }
})

it('what was read before keeps the time at which it was', () => {
  expect(done(row('1', { read_at: '2026-11-30T09:00:00Z' }), 'mark_read', AT).read_at).toBe('2026-11-30T09:00:00Z')
})

it('what is put away is in no list but that of what was put away', () => {
  const away = row('1', { archived_at: AT })
  expect(belongs(away, {})).toBe(false)
  expect(belongs(away, { unread: true })).toBe(false)
  expect(belongs(away, { archived: true })).toBe(true)
  expect(belongs(row('1'), { archived: true })).toBe(false)
})

it('what is read leaves the list of what is unread, and stays in the others', () => {
  const rows = [row('3'), row('2'), row('1')]
  const read = row('2', { read_at: AT })
  expect(withRow(rows, read, { unread: true }).map(({ id }) => id)).toEqual(['3', '1'])
  expect(withRow(rows, read, {})).toEqual([rows[0], read, rows[2]])
})

it('a category is for its own only', () => {
  expect(belongs(row('1'), { category: 'booking' })).toBe(true)
  expect(belongs(row('1'), { category: 'message' })).toBe(false)
})

it('a row that the list has not, such as one on a later page, changes nothing', () => {
  const rows = [row('3')]
  expect(withRow(rows, row('1', { archived_at: AT }), {})).toEqual(rows)
})
