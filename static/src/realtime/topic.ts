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
  /** It was refused for good to who is signed in now. */
  isForbidden = false
  private position: Position | null = null
  /** What comes before live events: the answer to a subscribe, or the rest of a replay, up to this offset. */
  private expects: 'answer' | number | null = null
  /** Live events that overtook these. */
  private early: PlacedEvent[] = []
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
    this.expects = 'answer'
    this.early = []
  }

  /** The server's answer: either what was missed follows, or it is lost. */
  subscribed(frame: SubscribedFrame): void {
    const asked = this.position
    this.isForbidden = false
    if (frame.present !== undefined) this.nowPresent(frame.present)
    if (frame.recovered && asked?.epoch === frame.epoch && asked.offset < frame.offset) {
      this.expects = frame.offset
      return
    }
    if (!frame.recovered || asked?.epoch !== frame.epoch) {
      this.position = { epoch: frame.epoch, offset: frame.offset }
      this.resync()
    }
    this.takeEarly()
  }

  /** The connection broke: the next resume asks from where this one came to, and nobody is known to be here. */
  broke(): void {
    this.expects = null
    this.early = []
    if (this.present.size > 0) this.nowPresent([])
  }

  /**
   * The subscribe was refused: what came meanwhile counts, and what is missing shows as a hole. For good, the reader finds
   * out by reading what is theirs.
   */
  refused(isForbidden: boolean): void {
    this.isForbidden = isForbidden
    this.takeEarly()
    if (isForbidden) this.resync()
  }

  /** It was taken from this reader, who finds out by reading what is theirs still. */
  taken(): void {
    this.isForbidden = true
    this.broke()
    this.resync()
  }

  /** Forgets what was seen: the next subscription starts afresh. */
  forget(): void {
    this.position = null
    this.isForbidden = false
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
    const { expects } = this
    if (expects === null) return this.take(event)
    if (expects === 'answer') {
      this.early.push(event)
      return
    }
    const isReplayed = event.offset <= expects && this.isOfThisEpoch(event)
    if (isReplayed) this.take(event)
    if (!isReplayed || event.offset === expects) this.takeEarly()
    if (!isReplayed) this.take(event)
  }

  typing(frame: TypingFrame): void {
    for (const listener of this.listeners) listener.onTyping?.(frame)
  }

  resync(): void {
    for (const listener of this.listeners) listener.onResync()
  }

  private isOfThisEpoch({ epoch }: EventFrame): boolean {
    return this.position !== null && (epoch ?? this.position.epoch) === this.position.epoch
  }

  private takeEarly(): void {
    const { early } = this
    this.expects = null
    this.early = []
    for (const event of early) this.take(event)
  }

  private take(event: PlacedEvent): void {
    const known = this.position
    const sameEpoch = this.isOfThisEpoch(event)
    if (known !== null && sameEpoch && event.offset <= known.offset) return
    const hole = known !== null && (!sameEpoch || event.offset > known.offset + 1)
    this.position = { epoch: event.epoch ?? known?.epoch ?? '', offset: event.offset }
    for (const listener of this.listeners) listener.onEvent(event)
    if (hole) this.resync()
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
