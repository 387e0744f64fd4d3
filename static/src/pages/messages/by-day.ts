// What is said, by the days of the reader, and by whom in one breath. Pure.
import type { Message } from '@/api/types'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'

export interface DaySaid {
  day: Day
  messages: Message[]
}

/** The oldest first, as they come. */
export function byDay(messages: Message[], zone: string): DaySaid[] {
  const days: DaySaid[] = []
  for (const message of messages) {
    const day = dayIn(message.created_at, zone)
    const last = days.at(-1)
    if (last?.day === day) last.messages.push(message)
    else days.push({ day, messages: [message] })
  }
  return days
}

const ONE_BREATH_MS = 5 * 60_000

/** Whether it goes on from the one before: the same sender, soon after. Then the name need not be said again. */
export function goesOn(message: Message, before: Message | undefined): boolean {
  if (before?.sender_id !== message.sender_id) return false
  return Date.parse(message.created_at) - Date.parse(before.created_at) < ONE_BREATH_MS
}
