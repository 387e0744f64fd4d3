// The others in a conversation: who has it open just now, and who is writing.
import { useEffect, useState } from 'react'
import { useTopic } from '@/live/use-topic'
import { followed } from './followed'
import { isMessage } from './said'
import { NOBODY_TYPES, stillTyping, TYPING_MS, withoutTyping, withTyping } from './typing'
import { useVisible } from './use-visible'

export interface Others {
  /** The ids of those who have the conversation open; nobody while that is not known. */
  present: readonly string[]
  typing: readonly string[]
}

export function useOthers(conversationId: string): Others {
  const [present, setPresent] = useState<readonly string[]>([])
  const [typing, setTyping] = useState(NOBODY_TYPES)
  const visible = useVisible()
  useTopic(followed(conversationId, visible), {
    onEvent: ({ type, data }) => {
      if (type === 'message.sent' && isMessage(data)) setTyping((before) => withoutTyping(before, data.sender_id))
    },
    // What was missed of this is over.
    onResync: () => undefined,
    onTyping: ({ user_id }) => setTyping((before) => withTyping(before, user_id, Date.now())),
    onPresent: setPresent,
  })
  useEffect(() => {
    // Who is here when the reader comes back is told then, or not known.
    if (!visible) setPresent([])
  }, [visible])
  useEffect(() => {
    if (typing.size === 0) return
    const next = Math.min(...typing.values()) + TYPING_MS - Date.now()
    const timer = setTimeout(() => setTyping((before) => stillTyping(before, Date.now())), Math.max(next, 0))
    return () => clearTimeout(timer)
  }, [typing])
  return { present, typing: [...typing.keys()] }
}
