// How somebody wants to be told, as the form holds it: all in texts, so that it is kept like anything typed. What is wrong
// with it, and what of it is sent. Pure.
import { CATEGORIES, CHANNELS } from '@/api/types'
import type { Category, Channel, NotificationPreferences, NotificationPreferencesChange, QuietHours } from '@/api/types'
import { wholeNumber } from '@/pages/schedule/whole-number'
import { minuteOfText } from '@/time/wall'

export const CAPPED = ['email', 'sms', 'push'] as const
export type Capped = (typeof CAPPED)[number]
export type SwitchName = `${Category}_${Channel}`

/** The field of a switch. */
export function switchOf(category: Category, channel: Channel): SwitchName {
  return `${category}_${channel}`
}

const SWITCHES = CATEGORIES.flatMap((category) => CHANNELS.map((channel) => switchOf(category, channel)))

export const PREFERENCE_FIELDS = [
  ...SWITCHES,
  'reminders',
  'quiet',
  'quiet_start',
  'quiet_end',
  'cap_email',
  'cap_sms',
  'cap_push',
  'locale',
] as const
export type PreferenceField = (typeof PREFERENCE_FIELDS)[number]

/**
 * A switch is `on` or empty; reminders are minutes with commas between them; `quiet` is `usual` (nobody chose), `own` or
 * `none`; a cap that is empty is no limit.
 */
export type PreferenceValues = Record<PreferenceField, string>

/** As many messages a day as a cap can be. */
const MOST_A_DAY = 1000
/** The hours to begin with, where there are none. */
const NIGHT: QuietHours = { start: '22:00', end: '07:00' }

/** What tells of somebody else at the account cannot be switched off where it is sure to be seen. */
export function isLocked(category: Category, channel: Channel): boolean {
  return category === 'account' && channel !== 'push'
}

export function preferenceValuesOf(preferences: NotificationPreferences): PreferenceValues {
  const { channels, quiet_hours: quiet, quiet_hours_chosen: chosen, daily_cap: cap } = preferences
  const switches = CATEGORIES.flatMap((category) =>
    CHANNELS.map((channel) => [switchOf(category, channel), channels[category][channel] ? 'on' : '']),
  )
  return {
    ...(Object.fromEntries(switches) as Record<SwitchName, string>),
    reminders: writtenReminders(preferences.reminder_minutes),
    quiet: quiet === null ? 'none' : chosen ? 'own' : 'usual',
    quiet_start: (quiet ?? NIGHT).start,
    quiet_end: (quiet ?? NIGHT).end,
    cap_email: String(cap.email ?? ''),
    cap_sms: String(cap.sms ?? ''),
    cap_push: String(cap.push ?? ''),
    locale: preferences.locale,
  }
}

/** The longest ahead first. */
export function writtenReminders(minutes: readonly number[]): string {
  return [...minutes].sort((one, other) => other - one).join(',')
}

export function remindersOf(written: string): number[] {
  return written === '' ? [] : written.split(',').map(Number)
}

export type PreferenceFault = 'noTime' | 'sameTime' | 'cap'

/** The fields in which something can be wrong. */
type Faulty = 'quiet_start' | 'quiet_end' | `cap_${Capped}`

/** All that is wrong. */
export function preferenceFaults(values: PreferenceValues): { field: Faulty; fault: PreferenceFault }[] {
  const faults: { field: Faulty; fault: PreferenceFault }[] = []
  if (values.quiet === 'own') {
    const hours = (['quiet_start', 'quiet_end'] as const).filter((field) => minuteOfText(values[field]) === null)
    faults.push(...hours.map((field) => ({ field, fault: 'noTime' }) as const))
    if (hours.length === 0 && values.quiet_start === values.quiet_end) faults.push({ field: 'quiet_end', fault: 'sameTime' })
  }
  for (const channel of CAPPED) {
    const field = `cap_${channel}` as const
    if (values[field].trim() !== '' && wholeNumber(values[field], 1, MOST_A_DAY) === null) faults.push({ field, fault: 'cap' })
  }
  return faults
}

/** Only what differs is sent, so that a change made elsewhere to something else is not undone. */
export function preferencesChangeOf(values: PreferenceValues, known: NotificationPreferences): NotificationPreferencesChange {
  const before = preferenceValuesOf(known)
  const differs = (...fields: PreferenceField[]) => fields.some((field) => values[field].trim() !== before[field])
  const change: NotificationPreferencesChange = {}
  if (differs(...SWITCHES)) change.channels = channelsOf(values)
  if (differs('reminders')) change.reminder_minutes = remindersOf(values.reminders)
  if (differs('quiet') || (values.quiet === 'own' && differs('quiet_start', 'quiet_end'))) {
    change.quiet_hours = values.quiet === 'none' ? null : { start: values.quiet_start, end: values.quiet_end }
  }
  if (differs('cap_email', 'cap_sms', 'cap_push')) {
    change.daily_cap = { email: capOf(values.cap_email), sms: capOf(values.cap_sms), push: capOf(values.cap_push) }
  }
  if (differs('locale')) change.locale = values.locale
  return change
}

function channelsOf(values: PreferenceValues): NotificationPreferences['channels'] {
  const isOn = (category: Category, channel: Channel) =>
    isLocked(category, channel) || values[switchOf(category, channel)] === 'on'
  const of = (category: Category) => Object.fromEntries(CHANNELS.map((channel) => [channel, isOn(category, channel)]))
  return Object.fromEntries(CATEGORIES.map((category) => [category, of(category)])) as NotificationPreferences['channels']
}

function capOf(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed.trim())
}

/** Everything, to put it back as it was. Hours that nobody chose cannot be put back as such: they are what a reset gives. */
export function wholeChangeOf(preferences: NotificationPreferences): NotificationPreferencesChange {
  const { channels, reminder_minutes, quiet_hours, quiet_hours_chosen, daily_cap, locale } = preferences
  const chosen = quiet_hours_chosen || quiet_hours === null
  return { channels, reminder_minutes, ...(chosen ? { quiet_hours } : {}), daily_cap, locale }
}

/** The field of the form that the server means by a path like `daily_cap.sms`; the first of those that it means at once. */
export function fieldOfPath(path: string): PreferenceField | undefined {
  const [first = '', second = '', third = ''] = path.split(/[.[]/)
  if (first === 'channels') return SWITCHES.find((each) => each === `${second}_${third}`)
  if (first === 'reminder_minutes') return 'reminders'
  if (first === 'quiet_hours') return second === 'end' ? 'quiet_end' : 'quiet_start'
  if (path === 'daily_cap') return 'cap_email'
  if (first === 'daily_cap') return CAPPED.map((channel) => `cap_${channel}` as const).find((each) => each === `cap_${second}`)
  return first === 'locale' ? 'locale' : undefined
}
