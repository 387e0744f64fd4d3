// A component follows a topic, or several, while it is shown.
import { useEffect, useEffectEvent } from 'react'
import type { TopicListener } from '@/realtime/topic'
import { realtime } from './realtime'

/** `null` follows nothing. */
export function useTopic(topic: string | null, listener: TopicListener): void {
  useTopics(topic === null ? [] : [topic], listener)
}

/** All of them with the same listener. */
export function useTopics(topics: string[], listener: TopicListener): void {
  const onEvent = useEffectEvent(listener.onEvent)
  const onResync = useEffectEvent(listener.onResync)
  const onTyping = useEffectEvent<NonNullable<TopicListener['onTyping']>>((typing) => listener.onTyping?.(typing))
  const onPresent = useEffectEvent<NonNullable<TopicListener['onPresent']>>((userIds) => listener.onPresent?.(userIds))
  const names = topics.join(' ')
  useEffect(() => {
    const leave = names.split(' ').filter(Boolean).map((topic) =>
      realtime.subscribe(topic, {
        onEvent: (event) => onEvent(event),
        onResync: () => onResync(),
        onTyping: (typing) => onTyping(typing),
        onPresent: (userIds) => onPresent(userIds),
      }),
    )
    return () => {
      for (const each of leave) each()
    }
  }, [names])
}
