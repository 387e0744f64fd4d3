// What becomes of offers as they are made, answered and run out.
import { describe, expect, it } from 'vitest'
import type { Offer, WaitlistEntry } from '@/api/types'
import { cardsAfter, isClosedOffer, isOffer, openOffers, withOffer, withoutOffer } from './offers'

const offer = (id: string, more: Partial<Offer> = {}): Offer => ({
  id,
  entry_id: `entry of ${id}`,
  doctor_id: 'd1',
  doctor_name: 'Ada Adams',
  clinic_id: 'c1',
  appointment_type: 'consultation',
  starts_at: '2026-11-25T09:00:00Z',
  ends_at: '2026-11-25T09:30:00Z',
  time_zone: 'Europe/Paris',
  expires_at: '2026-11-24T09:30:00Z',
  state: 'open',
  ...more,
})

const entry = (id: string, more: Partial<WaitlistEntry> = {}) =>
  ({ id: `entry of ${id}`, status: 'waiting', offer: null, ...more }) as WaitlistEntry

const NOW = Date.parse('2026-11-24T09:00:00Z')

describe('what is told live', () => {
  it('puts an offer at the entry that waited for it, and at no other', () => {
    const entries = withOffer([entry('a'), entry('b')], offer('b'))
    expect(entries).toEqual([entry('a'), entry('b', { status: 'offered', offer: offer('b') })])
  })

  it('an offer that ran out or was declined leaves its entry waiting', () => {
    const offered = [entry('a', { status: 'offered', offer: offer('a') }), entry('b')]
    for (const state of ['expired', 'declined'] as const) {
      const [closed, other] = withoutOffer(offered, { offer_id: 'a', state })
      expect(closed).toMatchObject({ status: 'waiting', offer: { state } })
      expect(other).toEqual(entry('b'))
    }
    expect(withoutOffer(offered, { offer_id: 'a', state: 'accepted' })[0]?.status).toBe('booked')
  })

  it('is known by its shape', () => {
    expect(isOffer(offer('a'))).toBe(true)
    expect(isClosedOffer({ offer_id: 'a', state: 'expired' })).toBe(true)
    expect([null, 'a', {}, { offer_id: 'a' }].some((data) => isOffer(data) || isClosedOffer(data))).toBe(false)
  })
})

it('offers that can still be answered come by how soon they end', () => {
  const later = offer('b', { expires_at: '2026-11-24T09:40:00Z' })
  const over = offer('c', { expires_at: '2026-11-24T08:59:59Z' })
  const entries = [later, over, offer('a'), offer('d', { state: 'declined' })].map((each) => entry(each.id, { offer: each }))
  expect(openOffers([...entries, entry('e')], NOW)).toEqual([offer('a'), later])
})

describe('the cards', () => {
  it('are the open offers', () => {
    const declined = entry('b', { offer: offer('b', { state: 'declined' }) })
    expect(cardsAfter([], [entry('a', { offer: offer('a') }), declined])).toEqual([offer('a')])
  })

  it('stay where they were and say what became of them', () => {
    const before = [offer('a'), offer('b'), offer('c')]
    const entries = [
      entry('a'),
      entry('b', { status: 'booked' }),
      entry('c', { offer: offer('c', { state: 'declined' }) }),
      entry('d', { offer: offer('d') }),
    ]
    expect(cardsAfter(before, entries).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'd open',
      'a expired',
      'b accepted',
      'c declined',
    ])
  })

  it('that are over stay over when the list no longer knows them', () => {
    const over = offer('a', { state: 'declined' })
    expect(cardsAfter([over], [])).toEqual([over])
  })
})
