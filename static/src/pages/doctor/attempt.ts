// The Idempotency-Key of a booking: the same for every repeat of the same attempt, another for another booking.
import type { Booking } from '@/api/types'

export class Attempt {
  private body = ''
  private key = ''

  constructor(private readonly makeKey: () => string = () => crypto.randomUUID()) {}

  keyFor(booking: Booking): string {
    const body = JSON.stringify(booking)
    if (body !== this.body) {
      this.body = body
      this.key = this.makeKey()
    }
    return this.key
  }

  /** The answer was final: asking once more is another attempt. */
  settle(): void {
    this.body = ''
  }
}
