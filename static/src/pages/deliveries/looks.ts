// How channels, states and breakers look: amber waits, teal goes, grey is over, red is harm.
import { Bell, Mail, MessageSquareText, Smartphone } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Breaker, Channel, DeliveryAttempt, DeliveryState } from '@/api/types'
import type { BadgeTone } from '@/ui/badge'

export const CHANNEL_ICONS: Record<Channel, LucideIcon> = {
  in_app: Bell,
  email: Mail,
  sms: MessageSquareText,
  push: Smartphone,
}

export const STATE_TONES: Record<DeliveryState, BadgeTone> = {
  queued: 'waiting',
  sending: 'stands',
  sent: 'over',
  suppressed: 'over',
  dead: 'harm',
}

export const BREAKER_TONES: Record<Breaker, BadgeTone> = { closed: 'stands', open: 'harm', half_open: 'waiting' }

export const OUTCOME_TONES: Record<DeliveryAttempt['outcome'], BadgeTone> = {
  sent: 'stands',
  retry: 'waiting',
  maybe_sent: 'waiting',
  suppressed: 'over',
  dead: 'harm',
}
