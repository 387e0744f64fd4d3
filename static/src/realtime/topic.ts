// One topic as a reader sees it: where it stands, what was seen already, and whether something is missing.
import type { EventFrame, Position, SubscribedFrame } from './frames'

export interface TopicListener {
  /** An event, each once and in order. */
  onEvent(event: EventFrame): void
  /**
   * What was read over REST before this moment may be stale: the subscription is new, or a hole could not be
   * replayed. Read the state again.
   */
  onResync(): void
}

export class Topic {
  readonly listeners = new Set<TopicListener>()
  private position: Position | null = null
  /** Events that arrived between a resume and its answer: the replay repeats them, in order. */
  private waiting: EventFrame[] | null = null

  /** What to ask for: null when nothing of this topic was seen yet. */
  get since(): Position | null {
    return this.position
  }

  /** A subscribe was sent; until its answer, events are kept back. */
  awaitAnswer(): void {
    this.waiting = []
  }

  /** The server's answer: either what was missed follows, or it is lost. */
  subscribed(frame: SubscribedFrame): void {
    const asked = this.position
    const kept = this.waiting ?? []
    this.waiting = null
    const resumed = frame.recovered && asked !== null && asked.epoch === frame.epoch
    if (!resumed) {
      this.position = { epoch: frame.epoch, offset: frame.offset }
      this.resync()
    }
    // A resume replays up to `frame.offset`; what came early and lies within is dropped in favour of the replay.
    for (const event of kept) {
      if (event.offset > frame.offset) this.receive(event)
    }
  }

  /** The connection broke before the answer: the next resume asks for the same again. */
  abandonAnswer(): void {
    this.waiting = null
  }

  /** The subscribe was refused: what came meanwhile counts, and what is missing shows as a hole. */
  refused(): void {
    const kept = this.waiting ?? []
    this.waiting = null
    for (const event of kept) this.receive(event)
  }

  /** Forgets what was seen: the next subscription starts afresh. */
  forget(): void {
    this.position = null
    this.waiting = null
  }

  /** The server subscribed this topic by itself and said where it stands. True when a resume is needed. */
  announced(position: Position): boolean {
    const known = this.position
    if (known === null) {
      this.position = position
      this.resync()
      return false
    }
    if (known.epoch !== position.epoch || known.offset > position.offset) {
      this.position = position
      this.resync()
      return false
    }
    return known.offset < position.offset
  }

  /** One event: repeats are dropped, a hole is told. */
  receive(event: EventFrame): void {
    if (this.waiting !== null) {
      this.waiting.push(event)
      return
    }
    const known = this.position
    const epoch = event.epoch ?? known?.epoch ?? ''
    const sameEpoch = known !== null && known.epoch === epoch
    if (sameEpoch && event.offset <= known.offset) return
    const hole = known !== null && (!sameEpoch || event.offset > known.offset + 1)
    this.position = { epoch, offset: event.offset }
    for (const listener of this.listeners) listener.onEvent(event)
    if (hole) this.resync()
  }

  resync(): void {
    for (const listener of this.listeners) listener.onResync()
  }
}
