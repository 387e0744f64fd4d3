// One message: a line of it, all that is known behind it, and the way to send a dead letter again.
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Delivery } from '@/api/types'
import { Badge } from '@/ui/badge'
import { Instant } from '@/ui/instant'
import { DeliveryDetails } from './delivery-details'
import { CHANNEL_ICONS, STATE_TONES } from './looks'
import { ReplayButton } from './replay-button'
import { templateName } from './template-name'

interface DeliveryRowProps {
  delivery: Delivery
  /** Says what came of it. */
  onTell: (words: string) => void
}

export function DeliveryRow({ delivery, onTell }: DeliveryRowProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { channel, state } = delivery
  const Icon = CHANNEL_ICONS[channel]
  return (
    <li data-testid="delivery" data-id={delivery.id} data-state={state} className="relative">
      <details className="group" open={open} onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
        <summary
          data-row
          className="grid cursor-pointer list-none grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-3 py-2.5 hover:bg-sunken sm:px-4 md:grid-cols-[auto_9.5rem_minmax(0,1fr)_minmax(0,1fr)_6.5rem_7rem_7.5rem] [&::-webkit-details-marker]:hidden"
        >
          <ChevronRight
            aria-hidden
            className="size-4 text-ink-faint transition-transform duration-150 group-open:rotate-90"
          />
          <Instant
            at={delivery.created_at}
            className="text-small text-ink-soft max-md:col-start-2 max-md:row-start-3"
          />
          <span className="min-w-0 max-md:col-start-2 max-md:row-start-1">
            <span className="block truncate font-semibold">{templateName(delivery.template)}</span>
            <span className="block truncate text-small text-ink-faint max-md:hidden">
              {t(`deliveries.categories.${delivery.category}`)}
            </span>
          </span>
          <span className="min-w-0 max-md:col-start-2 max-md:row-start-2">
            <span className="block truncate">{delivery.user_name || t('deliveries.somebody')}</span>
            {delivery.address && <span className="block truncate text-small text-ink-faint">{delivery.address}</span>}
          </span>
          <span className="flex items-center gap-1.5 text-small text-ink-soft max-md:col-start-2 max-md:row-start-4">
            <Icon aria-hidden className="size-4" />
            {t(`deliveries.channels.${channel}`)}
          </span>
          <span className="max-md:col-start-3 max-md:row-start-1">
            <span key={state} className="animate-ticks inline-block">
              <Badge tone={STATE_TONES[state]}>{t(`deliveries.states.${state}`)}</Badge>
            </span>
          </span>
        </summary>
        {open && <DeliveryDetails delivery={delivery} />}
      </details>
      {/* Beside what opens the row, not within it: a button in a button is neither. */}
      {state === 'dead' && (
        <ReplayButton
          delivery={delivery}
          className="absolute right-3 max-md:top-11 md:top-2 sm:right-4"
          onTell={onTell}
        />
      )}
    </li>
  )
}
