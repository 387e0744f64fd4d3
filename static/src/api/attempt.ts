// The Idempotency-Key of what is made once, like a booking: the same for every repeat of the same attempt, another for
// another body.
import { isRefusal, Unreached } from './refusal'

/** Whether the request may have taken effect although no answer says so. */
export function isUnknownOutcome(error: unknown): boolean {
  return error instanceof Unreached || isRefusal(error, 'outcome_unknown') || isRefusal(error, 'in_progress')
}

export class Attempt {
  private body = ''
  private key = ''

  constructor(private readonly makeKey: () => string = () => crypto.randomUUID()) {}

  keyFor(sent: object): string {
    const body = JSON.stringify(sent)
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
