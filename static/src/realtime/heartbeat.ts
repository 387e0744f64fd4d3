// Notices a peer that is gone although nothing says so: asks after a quiet while, and gives up without an answer.

/** What a server asks for that does not say. */
const DEFAULT_EVERY_S = 25
/** How long an answer may take. */
const ANSWER_WITHIN_MS = 10_000

export class Heartbeat {
  private everyMs = DEFAULT_EVERY_S * 1000
  private quiet: ReturnType<typeof setTimeout> | undefined
  private unanswered: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly ask: () => void,
    private readonly giveUp: () => void,
  ) {}

  /** A connection stands; `everyS` as its hello says. */
  start(everyS: number | undefined): void {
    this.everyMs = (everyS ?? DEFAULT_EVERY_S) * 1000
    this.heard()
  }

  /** Something was heard, whatever it was. */
  heard(): void {
    this.stop()
    this.quiet = setTimeout(() => this.probe(), this.everyMs)
  }

  /** Asks now, unless an answer is awaited already. */
  probe(): void {
    if (this.unanswered !== undefined) return
    this.unanswered = setTimeout(this.giveUp, ANSWER_WITHIN_MS)
    this.ask()
  }

  stop(): void {
    clearTimeout(this.quiet)
    clearTimeout(this.unanswered)
    this.unanswered = undefined
  }
}
