// A component follows a topic, or several, while it is shown.
import { useEffect, useEffectEvent } from 'react'
import type { EventFrame } from '@/realtime/frames'
import { realtime } from './realtime'

interface TopicHandlers {
  onEvent: (event: EventFrame) => void
  /** Something may have been missed: read the state again. */
  onResync: () => void
}

/** `null` follows nothing. */
export function useTopic(topic: string | null, handlers: TopicHandlers): void {
  useTopics(topic === null ? [] : [topic], handlers)
}

/** All of them with the same handlers. */
export function useTopics(topics: string[], handlers: TopicHandlers): void {
  const onEvent = useEffectEvent(handlers.onEvent)
  const onResync = useEffectEvent(handlers.onResync)
  const names = topics.join(' ')
  useEffect(() => {
    const leave = names.split(' ').filter(Boolean).map((topic) =>
      realtime.subscribe(topic, {
        onEvent: (event) => onEvent(event),
        onResync: () => onResync(),
      }),
    )
    return () => {
      for (const each of leave) each()
    }
  }, [names])
}
