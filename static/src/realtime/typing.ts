// That one types is told now and then, not at every key.

/** The most often that it is told of one conversation. */
export const TELL_EVERY_MS = 3_000

export class TypingThrottle {
  private readonly toldAt = new Map<string, number>()

  /** Whether it is to be told now; if so, it counts as told. */
  due(conversation: string, now: number): boolean {
    const toldAt = this.toldAt.get(conversation)
    if (toldAt !== undefined && now - toldAt < TELL_EVERY_MS) return false
    this.toldAt.set(conversation, now)
    return true
  }

  /** What was typed is said: the next key begins something else. */
  said(conversation: string): void {
    this.toldAt.delete(conversation)
  }
}
