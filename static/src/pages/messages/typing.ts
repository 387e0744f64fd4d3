// Who is writing just now: said by them again and again while they do, forgotten soon after. Pure.

/** After the last word of it. */
export const TYPING_MS = 5_000

/** When each was last heard to write, by their ids. */
export type Typing = ReadonlyMap<string, number>

export const NOBODY_TYPES: Typing = new Map()

export function withTyping(typing: Typing, userId: string, nowMs: number): Typing {
  return new Map(typing).set(userId, nowMs)
}

/** They have said what they wrote. */
export function withoutTyping(typing: Typing, userId: string): Typing {
  return new Map([...typing].filter(([id]) => id !== userId))
}

/** Those who still write. */
export function stillTyping(typing: Typing, nowMs: number): Typing {
  return new Map([...typing].filter(([, heard]) => nowMs - heard < TYPING_MS))
}
