// One topic as a reader sees it: where it stands, what was seen already, whether something is missing, and who is here.
import { isPlaced } from './frames'
import type { EventFrame, PlacedEvent, Position, SubscribedFrame, TypingFrame } from './frames'

export interface TopicListener {
  /** An event, each once and in order. One without an `offset` passes: it is not repeated for who was away. */
  onEvent(event: EventFrame): void
  /**
   * What was read over REST before this moment may be stale: the subscription is new, or a hole could not be
   * replayed. Read the state again. It may come twice in a row.
   */
  onResync(): void
  /** Somebody else types in this conversation. */
  onTyping?(typing: TypingFrame): void
  /** The ids of those who have this conversation open; nobody while the connection is broken. */
  onPresent?(userIds: string[]): void
}

export class Topic {
  readonly listeners = new Set<TopicListener>()
  private position: Position | null = null
  /** Events that arrived between a resume and its answer: the replay repeats them, in order. */
  private waiting: PlacedEvent[] | null = null
  private readonly present = new Set<string>()

  /** What to ask for: null when nothing of this topic was seen yet. */
  get since(): Position | null {
    return this.position
  }

  /** One more listener hears; who is here it is told at once. */
  join(listener: TopicListener): void {
    this.listeners.add(listener)
    if (this.present.size > 0) listener.onPresent?.([...this.present])
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
    if (frame.present !== undefined) this.nowPresent(frame.present)
    const resumed = frame.recovered && asked !== null && asked.epoch === frame.epoch
    if (!resumed) {
      this.position = { epoch: frame.epoch, offset: frame.offset }
      this.resync()
    }
    // A resume replays up to `frame.offset`; what came early and lies within is dropped in favour of the replay.
    for (const event of kept) {
      const within = (event.epoch ?? frame.epoch) === frame.epoch && event.offset <= frame.offset
      if (!within) this.receive(event)
    }
  }

  /** The connection broke: the next resume asks from where this one came to, and nobody is known to be here. */
  broke(): void {
    this.waiting = null
    if (this.present.size > 0) this.nowPresent([])
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

  /** One event: repeats are dropped, a hole is told; what has no place is handed through and moves nothing. */
  receive(event: EventFrame): void {
    if (!isPlaced(event)) return this.pass(event)
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

  typing(frame: TypingFrame): void {
    for (const listener of this.listeners) listener.onTyping?.(frame)
  }

  resync(): void {
    for (const listener of this.listeners) listener.onResync()
  }

  private pass(event: EventFrame): void {
    for (const listener of this.listeners) listener.onEvent(event)
    if (event.type !== 'presence.changed') return
    const { user_id, present } = event.data as { user_id: string; present: boolean }
    if (present === this.present.has(user_id)) return
    this.nowPresent(present ? [...this.present, user_id] : [...this.present].filter((id) => id !== user_id))
  }

  private nowPresent(userIds: string[]): void {
    this.present.clear()
    for (const id of userIds) this.present.add(id)
    for (const listener of this.listeners) listener.onPresent?.([...this.present])
  }
}
