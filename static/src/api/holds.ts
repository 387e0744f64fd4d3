// A time that is kept for somebody while they make up their mind.
import { remove, write } from './http'
import type { Hold, HoldWish } from './types'

/** The same wish again renews its hold, once. Another start with the same doctor lets the one before go. */
export function hold(wish: HoldWish): Promise<Hold> {
  return write('appointment-booking/hold/', wish)
}

/** Arrives also when the page is being left. */
export function letGo(holdId: string): Promise<void> {
  return remove(`appointment-booking/hold/${holdId}/`, { keepalive: true })
}
