import { expect, it } from 'vitest'
import { CATEGORIES, CHANNELS } from '@/api/types'
import { preferencesFixture } from './preferences-fixture'
import {
  fieldOfPath,
  isLocked,
  preferenceFaults,
  preferencesChangeOf,
  preferenceValuesOf,
  remindersOf,
  wholeChangeOf,
  writtenReminders,
} from './values'

const known = preferencesFixture()
const values = preferenceValuesOf(known)

it('what is as it was is not sent', () => {
  expect(preferencesChangeOf(values, known)).toEqual({})
  expect(preferencesChangeOf({ ...values, cap_sms: ' 10 ' }, known)).toEqual({})
})

it('one switch sends the whole matrix with it, and nothing else', () => {
  const change = preferencesChangeOf({ ...values, reminder_email: '' }, known)
  const reminder = { ...known.channels.reminder, email: false }
  // What is locked is on, whatever was read.
  const account = { ...known.channels.account, sms: true }
  expect(change).toEqual({ channels: { ...known.channels, reminder, account } })
})

it('usual hours that are kept are not sent: they would count as chosen', () => {
  expect(values.quiet).toBe('usual')
  expect(preferencesChangeOf({ ...values, locale: 'fr' }, known)).toEqual({ locale: 'fr' })
})

it('the same hours, chosen, are sent; no hours are sent as none', () => {
  expect(preferencesChangeOf({ ...values, quiet: 'own' }, known)).toEqual({ quiet_hours: { start: '22:00', end: '07:00' } })
  expect(preferencesChangeOf({ ...values, quiet: 'none' }, known)).toEqual({ quiet_hours: null })
})

it('hours that were typed and then given up are neither sent nor wrong', () => {
  const none = preferencesFixture({ quiet_hours: null, quiet_hours_chosen: true })
  const typed = { ...preferenceValuesOf(none), quiet_start: '' }
  expect(preferenceFaults(typed)).toEqual([])
  expect(preferencesChangeOf(typed, none)).toEqual({})
})

it('quiet hours need two times that differ', () => {
  const own = { ...values, quiet: 'own' }
  expect(preferenceFaults({ ...own, quiet_start: '25:00', quiet_end: '' })).toEqual([
    { field: 'quiet_start', fault: 'noTime' },
    { field: 'quiet_end', fault: 'noTime' },
  ])
  expect(preferenceFaults({ ...own, quiet_start: '07:00' })).toEqual([{ field: 'quiet_end', fault: 'sameTime' }])
  expect(preferenceFaults(own)).toEqual([])
})

it('a cap is one to a thousand, or none', () => {
  for (const typed of ['0', '1001', '-1', 'ten', '1.5']) {
    expect(preferenceFaults({ ...values, cap_push: typed })).toEqual([{ field: 'cap_push', fault: 'cap' }])
  }
  for (const typed of ['1', '1000', ' 7 ', '']) expect(preferenceFaults({ ...values, cap_push: typed })).toEqual([])
  expect(preferencesChangeOf({ ...values, cap_sms: '' }, known)).toEqual({ daily_cap: { email: 20, sms: null, push: null } })
})

it('reminders are written with the longest ahead first, whatever their order was', () => {
  expect(values.reminders).toBe('1440,120')
  expect(remindersOf(writtenReminders([15, 10080]))).toEqual([10080, 15])
  expect(preferencesChangeOf({ ...values, reminders: '' }, known)).toEqual({ reminder_minutes: [] })
})

it('what concerns the account is locked, but for what is pushed', () => {
  const locked = CATEGORIES.flatMap((category) => CHANNELS.filter((channel) => isLocked(category, channel)).map((channel) => [category, channel]))
  expect(locked).toEqual([['account', 'in_app'], ['account', 'email'], ['account', 'sms']])
})

it('all of it can be put back, but for hours that nobody chose', () => {
  expect(wholeChangeOf(known)).toEqual({
    channels: known.channels,
    reminder_minutes: [120, 1440],
    daily_cap: { email: 20, sms: 10, push: null },
    locale: 'en',
  })
  expect(wholeChangeOf(preferencesFixture({ quiet_hours: null })).quiet_hours).toBeNull()
  const hours = { start: '21:00', end: '06:00' }
  expect(wholeChangeOf(preferencesFixture({ quiet_hours: hours, quiet_hours_chosen: true })).quiet_hours).toEqual(hours)
})

it('what the server refuses is said at its field', () => {
  expect(fieldOfPath('daily_cap.sms')).toBe('cap_sms')
  expect(fieldOfPath('daily_cap')).toBe('cap_email')
  expect(fieldOfPath('quiet_hours.end')).toBe('quiet_end')
  expect(fieldOfPath('quiet_hours')).toBe('quiet_start')
  expect(fieldOfPath('reminder_minutes[2]')).toBe('reminders')
  expect(fieldOfPath('channels.account.sms')).toBe('account_sms')
  expect(fieldOfPath('channels.nothing.sms')).toBeUndefined()
})
