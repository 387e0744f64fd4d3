// Notices a peer that is gone although nothing says so: asks after a quiet while, and gives up without an answer.

/** What a server asks for that does not say. */
const DEFAULT_EVERY_S = 25
/** How long an answer may take. */
const ANSWER_WITHIN_MS = 10_000
/** How long it may take when somebody has just come back to the page and waits. */
const SOON_MS = 4_000

export class Heartbeat {
  private everyMs = DEFAULT_EVERY_S * 1000
  private paused = false
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
    if (!this.paused) this.quiet = setTimeout(() => this.askWithin(ANSWER_WITHIN_MS), this.everyMs)
  }

  /** Nobody looks. Timers of a hidden page come late, and would judge a peer by that; the server asks by itself. */
  pause(): void {
    this.paused = true
    this.stop()
  }

  /** Somebody looks again. */
  resume(): void {
    this.paused = false
  }

  /** Asks now, and wants to know soon: somebody waits. */
  probe(): void {
    this.stop()
    this.askWithin(SOON_MS)
  }

  stop(): void {
    clearTimeout(this.quiet)
    clearTimeout(this.unanswered)
    this.unanswered = undefined
  }

  private askWithin(withinMs: number): void {
    this.unanswered = setTimeout(this.giveUp, withinMs)
    this.ask()
  }
}
