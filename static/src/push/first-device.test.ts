import { expect, it } from 'vitest'
import { CATEGORIES } from '@/api/types'
import { preferencesFixture } from '@/pages/preferences/preferences-fixture'
import { channelsAtFirst } from './first-device'

it('visits, reminders and messages are pushed at first, and nothing else changes', () => {
  const known = preferencesFixture()
  const channels = channelsAtFirst(known)
  expect(CATEGORIES.filter((category) => channels?.[category].push)).toEqual(['booking', 'reminder', 'message'])
  for (const category of CATEGORIES) expect(channels?.[category]).toMatchObject({ ...known.channels[category], push: expect.anything() })
})

it('who chose what is pushed keeps it so', () => {
  const known = preferencesFixture()
  known.channels.result.push = true
  expect(channelsAtFirst(known)).toBeNull()
})
