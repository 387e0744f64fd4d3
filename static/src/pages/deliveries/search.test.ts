import { expect, it } from 'vitest'
import { startOfDay } from '@/time/days'
import { deliveriesSearch, deliveryFilterOf, isNarrowed, replayScopeOf } from './search'

const PERSON = '0193f1c0-0000-7000-8000-000000000001'
const plain = (value: object | null) => JSON.parse(JSON.stringify(value)) as unknown

it('what an address cannot mean is left out', () => {
  const search = deliveriesSearch.parse({ state: 'lost', channel: 'fax', category: 'x', template: '../a', person: 'pat' })
  expect(plain(deliveryFilterOf(search))).toEqual({})
  expect(isNarrowed(search)).toBe(false)
})

it('days are those of the reader, both included', () => {
  const search = deliveriesSearch.parse({ from: '2026-11-24', to: '2026-11-24' })
  expect(plain(deliveryFilterOf(search))).toEqual({ from: startOfDay('2026-11-24'), to: startOfDay('2026-11-25') })
  expect(isNarrowed(search)).toBe(true)
})

it('dead letters are sent again as they are shown', () => {
  const search = deliveriesSearch.parse({ state: 'dead', channel: 'sms', template: 'test', from: '2026-11-24' })
  expect(plain(replayScopeOf(search))).toEqual({ channel: 'sms', template: 'test', from: startOfDay('2026-11-24') })
  expect(plain(replayScopeOf(deliveriesSearch.parse({ state: 'dead' })))).toEqual({})
})

it('no replay takes in more than what is shown', () => {
  for (const shown of [{}, { state: 'queued' }, { state: 'dead', person: PERSON }, { state: 'dead', category: 'booking' }]) {
    expect(replayScopeOf(deliveriesSearch.parse(shown))).toBeNull()
  }
})
