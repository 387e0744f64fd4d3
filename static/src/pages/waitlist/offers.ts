// Offers to those who waited: what is told live laid over what was read, and the cards that are shown. Pure.
import type { Offer, WaitlistEntry } from '@/api/types'

/** What `waitlist.closed` carries. */
export interface ClosedOffer {
  offer_id: string
  state: Offer['state']
}

export function isOffer(data: unknown): data is Offer {
  return typeof data === 'object' && data !== null && 'entry_id' in data && 'expires_at' in data && 'starts_at' in data
}

export function isClosedOffer(data: unknown): data is ClosedOffer {
  return typeof data === 'object' && data !== null && 'offer_id' in data && 'state' in data
}

/** The entries once an offer was made to one of them. */
export function withOffer(entries: WaitlistEntry[], offer: Offer): WaitlistEntry[] {
  return entries.map((entry) => (entry.id === offer.entry_id ? { ...entry, status: 'offered', offer } : entry))
}

/** The entries once an offer is open no longer. */
export function withoutOffer(entries: WaitlistEntry[], { offer_id, state }: ClosedOffer): WaitlistEntry[] {
  return entries.map((entry): WaitlistEntry => {
    if (entry.offer?.id !== offer_id) return entry
    const status = state === 'accepted' ? 'booked' : entry.status === 'offered' ? 'waiting' : entry.status
    return { ...entry, status, offer: { ...entry.offer, state } }
  })
}

export function openOffers(entries: WaitlistEntry[], nowMs: number): Offer[] {
  return entries
    .flatMap(({ offer }) => (offer?.state === 'open' && Date.parse(offer.expires_at) > nowMs ? [offer] : []))
    .sort((one, other) => Date.parse(one.expires_at) - Date.parse(other.expires_at))
}

/**
 * The cards to show: the open offers, and those that were open while the reader looked. What became of these is said where
 * they were, instead of letting them vanish.
 */
export function cardsAfter(before: Offer[], entries: WaitlistEntry[]): Offer[] {
  const told = new Map(entries.flatMap(({ offer }) => (offer ? [[offer.id, offer]] : [])))
  const kept = before.map((card): Offer => {
    const now = told.get(card.id)
    if (now) return now
    if (card.state !== 'open') return card
    const entry = entries.find(({ id }) => id === card.entry_id)
    return { ...card, state: entry?.status === 'booked' ? 'accepted' : 'expired' }
  })
  const known = new Set(before.map(({ id }) => id))
  const fresh = [...told.values()].filter(({ id, state }) => state === 'open' && !known.has(id))
  return [...fresh, ...kept]
}
