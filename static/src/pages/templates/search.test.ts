import { expect, it } from 'vitest'
import type { NotificationTemplates } from '@/api/types'
import { shownBy, templatesSearch } from './search'

const all: NotificationTemplates = {
  results: [
    { template: 'appointment_booked', category: 'booking', channels: ['email', 'sms'], variables: ['clinic', 'when'] },
    { template: 'claim_code', category: 'account', channels: ['sms'], variables: ['code'] },
  ],
  locales: ['en', 'fr', 'es'],
}
const shown = (search: object) => {
  const found = shownBy(templatesSearch.parse(search), all)
  return found && [found.template.template, found.channel, found.locale]
}

it('what was chosen is shown', () => {
  expect(shown({ template: 'appointment_booked', channel: 'sms', locale: 'fr' })).toEqual(['appointment_booked', 'sms', 'fr'])
})

it('what was not chosen is the first there is', () => {
  expect(shown({ template: 'appointment_booked' })).toEqual(['appointment_booked', 'email', 'en'])
})

it('a template is not shown over a channel that it has no words for, nor in a language that there is not', () => {
  expect(shown({ template: 'claim_code', channel: 'email', locale: 'de' })).toEqual(['claim_code', 'sms', 'en'])
})

it('nothing chosen is not the same as something unknown', () => {
  expect(shown({})).toBeUndefined()
  expect(shown({ template: 'fax_received' })).toBeNull()
  expect(shown({ template: '../../users' })).toBeUndefined()
})
