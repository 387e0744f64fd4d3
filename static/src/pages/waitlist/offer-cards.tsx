// The offers to the reader, as they come and go.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { waitlistQuery } from '@/api/waitlist'
import type { Offer, WaitlistEntry } from '@/api/types'
import { readersZone } from '@/time/days'
import { OfferCard } from './offer-card'
import { cardsAfter } from './offers'

interface OfferCardsProps {
  userId: string
  /** The offer that a notification led to. */
  highlighted: string | undefined
}

export function OfferCards({ userId, highlighted }: OfferCardsProps) {
  const { t } = useTranslation()
  const { data: entries } = useQuery(waitlistQuery)
  const [cards, setCards] = useState<Offer[]>([])
  const [seen, setSeen] = useState<WaitlistEntry[]>()
  if (entries !== undefined && entries !== seen) {
    setSeen(entries)
    setCards(cardsAfter(cards, entries))
  }
  const open = cards.filter(({ state }) => state === 'open').length
  return (
    <>
      {cards.length > 0 && (
        <section aria-label={t('offers.label')} className="flex flex-col gap-3">
          {cards.map((offer) => {
            const entry = entries?.find(({ id }) => id === offer.entry_id)
            return (
              <OfferCard
                key={offer.id}
                offer={offer}
                patientName={entry === undefined || entry.patient_id === userId ? null : entry.patient_name}
                zone={readersZone()}
                highlighted={offer.id === highlighted}
              />
            )
          })}
        </section>
      )}
      <p role="status" className="sr-only">
        {open > 0 && t('offers.announce', { count: open })}
      </p>
    </>
  )
}
