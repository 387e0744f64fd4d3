// Keeps a signed-in socket from ending with its token: hands in a new one in time.
import type { ClientFrame } from './frames'
import type { SignIn } from './sign-in'

/** The least between two tries, whatever a token says of itself. */
const AT_LEAST_MS = 5_000

export class Renewal {
  private timer: ReturnType<typeof setTimeout> | undefined
  private run = 0

  constructor(
    private readonly signIn: SignIn,
    private readonly nextId: () => number,
    private readonly send: (frame: ClientFrame) => void,
  ) {}

  /** A connection stands. */
  start(): void {
    this.stop()
    const inMs = this.signIn.renewInMs
    if (inMs !== null) this.later(Math.max(inMs, AT_LEAST_MS))
  }

  stop(): void {
    this.run += 1
    clearTimeout(this.timer)
  }

  private later(ms: number): void {
    const run = this.run
    this.timer = setTimeout(() => void this.renew(run), ms)
  }

  private async renew(run: number): Promise<void> {
    // Where none is to be had, or it is refused, the server ends the connection with 3005, and the next one asks anew.
    const token = await this.signIn.token().catch(() => null)
    if (run !== this.run) return
    if (token === null) return this.later(AT_LEAST_MS)
    this.send({ id: this.nextId(), op: 'refresh', token })
    this.start()
  }
}
