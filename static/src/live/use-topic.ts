// A component follows a topic while it is shown.
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
  const onEvent = useEffectEvent(handlers.onEvent)
  const onResync = useEffectEvent(handlers.onResync)
  useEffect(() => {
    if (topic === null) return
    return realtime.subscribe(topic, {
      onEvent: (event) => onEvent(event),
      onResync: () => onResync(),
    })
  }, [topic])
}
