// A server with topics, offsets and a history, for tests that break its connections: nothing happens by itself, each frame
// moves when the test says so, and a frame that is on its way when the connection breaks is lost.
import type { EventFrame, Position, ServerFrame } from './frames'

interface Stored {
  epoch: string
  head: number
  events: (EventFrame & { offset: number })[]
}

export class FakeServer {
  readonly connections = new Set<FakeConnection>()
  private readonly topics = new Map<string, Stored>()
  private readonly published = new Map<string, number>()
  private epochs = 0

  constructor(
    readonly names: string[],
    /** The topic that every connection has by itself. */
    readonly automatic: string,
    private readonly remembers: number,
  ) {
    this.forget()
  }

  /** How many events a topic had, over all epochs. */
  count(name: string): number {
    return this.published.get(name) ?? 0
  }

  stored(name: string): Stored {
    const stored = this.topics.get(name)
    if (stored === undefined) throw new Error(`no topic ${name}`)
    return stored
  }

  accept(): FakeConnection {
    const connection = new FakeConnection(this)
    this.connections.add(connection)
    return connection
  }

  /** An event for everybody who follows the topic; `lost` goes to one of them never. */
  publish(name: string, lost?: FakeConnection): void {
    const stored = this.stored(name)
    const number = this.count(name) + 1
    this.published.set(name, number)
    stored.head += 1
    const at = '2026-11-24T08:00:00Z'
    const event = { op: 'event' as const, topic: name, epoch: stored.epoch, offset: stored.head, type: 'slot.taken', at, data: number }
    stored.events.push(event)
    if (stored.events.length > this.remembers) stored.events.shift()
    for (const connection of this.connections) {
      if (!connection.follows.has(name)) continue
      if (connection === lost) connection.missing.add(name)
      // Some come twice.
      else connection.outbox.push(event, ...(number % 7 === 0 ? [event] : []))
    }
  }

  /** What is after this position; null where it cannot be told. */
  since(name: string, { epoch, offset }: Position): EventFrame[] | null {
    const stored = this.stored(name)
    const missed = stored.head - offset
    if (epoch !== stored.epoch || missed < 0 || missed > stored.events.length) return null
    return stored.events.slice(stored.events.length - missed)
  }

  /** Starts again: every history begins anew. */
  forget(): void {
    this.epochs += 1
    for (const name of this.names) this.topics.set(name, { epoch: `e${this.epochs}`, head: 0, events: [] })
  }
}

interface Question {
  id: number
  op: string
  topic: string
  since?: Position
}

/** One connection, which a client takes for a WebSocket. */
export class FakeConnection {
  readyState = 0
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((close: { code: number }) => void) | null = null
  readonly inbox: Question[] = []
  readonly outbox: ServerFrame[] = []
  readonly follows = new Set<string>()
  /** Topics of which something was lost on the way to it. */
  readonly missing = new Set<string>()
  /** Answers that were decided, or are still to be. */
  private readonly unanswered: (() => ServerFrame[])[] = []

  constructor(private readonly server: FakeServer) {}

  get isIdle(): boolean {
    return this.readyState === 1 && this.inbox.length + this.outbox.length + this.unanswered.length === 0
  }

  send(text: string): void {
    this.inbox.push(JSON.parse(text) as Question)
  }

  close(): void {
    this.readyState = 3
    this.server.connections.delete(this)
  }

  /** The upgrade is answered. */
  open(): void {
    this.readyState = 1
    const name = this.server.automatic
    const { epoch, head } = this.server.stored(name)
    this.follows.add(name)
    this.outbox.push({ op: 'hello', user: 'u1', heartbeat_s: 25, topics: [{ topic: name, epoch, offset: head }] })
  }

  breaks(code: number): void {
    const heard = this.onclose
    this.close()
    heard?.({ code })
  }

  /**
   * The server reads one frame. A subscription stands from now on, but live events may overtake its answer: those that the
   * replay repeats, or, where the answer was decided now, those that follow it.
   */
  read(): void {
    const question = this.inbox.shift()
    if (question?.op === 'subscribe') {
      this.follows.add(question.topic)
      const decided = question.id % 2 === 0 ? this.decide(question) : null
      this.unanswered.push(() => decided ?? this.decide(question))
    } else if (question?.op === 'unsubscribe') {
      this.follows.delete(question.topic)
    } else if (question?.op === 'ping') {
      this.outbox.push({ op: 'pong', re: question.id })
    }
  }

  /** The server answers one subscribe: the answer and what is replayed go together. */
  answer(): void {
    this.outbox.push(...(this.unanswered.shift()?.() ?? []))
  }

  private decide({ id: re, topic, since }: Question): ServerFrame[] {
    const { epoch, head: offset } = this.server.stored(topic)
    const replay = since === undefined ? null : this.server.since(topic, since)
    return [{ op: 'subscribed', re, topic, epoch, offset, recovered: replay !== null }, ...(replay ?? [])]
  }

  /** The server notices what was lost on the way to this connection. */
  check(): void {
    for (const topic of this.missing) this.outbox.push({ op: 'gap', topic })
    this.missing.clear()
  }

  /** One frame arrives. */
  deliver(): void {
    const frame = this.outbox.shift()
    if (frame !== undefined) this.onmessage?.({ data: JSON.stringify(frame) })
  }
}
