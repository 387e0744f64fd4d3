// What a reader follows of a conversation. Pure.

/**
 * The topic while they see it, and nothing while they do not: who has a conversation open is not told of its messages in
 * another way. What was missed is read when they come back.
 */
export function followed(conversationId: string, visible: boolean): string | null {
  return visible ? `conversation:${conversationId}` : null
}
