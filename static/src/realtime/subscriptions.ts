// The topics of a client: who listens to which, what was asked for and not yet answered, and what a new connection must
// ask for again.
import { backoffMs } from './backoff'
import type { ClientFrame, ErrorFrame, HelloFrame, ServerFrame, SubscribedFrame } from './frames'
import { Topic } from './topic'
import type { TopicListener } from './topic'

/** A temporary refusal of a subscribe is tried again after a delay as of this attempt. */
const REFUSED_ATTEMPT = 3
/** Over a stream all of it has to be opened anew: that waits longer. */
const REFUSED_BY_STREAM_ATTEMPT = 6

interface Asked {
  name: string
  topic: Topic
}

/** What subscriptions need of the connection beneath. */
export interface Asking {
  nextId(): number
  send(frame: ClientFrame): void
  /** For what cannot be asked for by a frame: asks for all topics, by a new stream. */
  askAnew(): void
  random(): number
}

export class Subscriptions {
  private readonly topics = new Map<string, Topic>()
  /** Subscribes that wait for their answer, by the id that the answer repeats. */
  private readonly asked = new Map<number, Asked>()
  /** What the server subscribes by itself. */
  private automatic = new Set<string>()
  /** Over a stream nothing can be asked for: its topics are in its address. */
  private asks = false
  /** Who is signed in, as the server said. */
  private self: string | null = null
  private readonly retries = new Set<ReturnType<typeof setTimeout>>()

  constructor(private readonly asking: Asking) {}

  /** What to ask a stream for. */
  get names(): string[] {
    return [...this.topics].filter(([, topic]) => !topic.isForbidden).map(([name]) => name)
  }

  /** Where each topic stands, as a stream resumes: `topic=epoch:offset`, joined by `&`; empty before anything was seen. */
  get lastEventId(): string {
    const places: string[] = []
    for (const [name, { since, isForbidden }] of this.topics) {
      if (since !== null && !isForbidden) places.push(`${name}=${since.epoch}:${since.offset}`)
    }
    return places.join('&')
  }

  /** Adds a listener. True where its topic is a new one. */
  join(name: string, listener: TopicListener): boolean {
    const known = this.topics.get(name)
    const topic = known ?? new Topic()
    topic.join(listener)
    if (known !== undefined) return false
    this.topics.set(name, topic)
    if (this.asks && !this.automatic.has(name)) this.askFor(name, topic)
    return true
  }

  /** Takes a listener away. True where it was the topic's last. */
  leave(name: string, listener: TopicListener): boolean {
    const topic = this.topics.get(name)
    if (topic === undefined || !topic.listeners.delete(listener) || topic.listeners.size > 0) return false
    this.topics.delete(name)
    if (this.asks && !this.automatic.has(name)) {
      this.asking.send({ id: this.asking.nextId(), op: 'unsubscribe', topic: name })
    }
    return true
  }

  /** A connection stands: asks for what the server has not subscribed by itself, and for what was missed of that. */
  greet(hello: HelloFrame, asks: boolean): void {
    this.asks = asks
    this.self = hello.user ?? null
    const announced = new Map((hello.topics ?? []).map((topic) => [topic.topic, topic]))
    this.automatic = new Set(announced.keys())
    if (!asks) return
    for (const [name, topic] of this.topics) {
      const position = announced.get(name)
      if (position === undefined || topic.announced({ epoch: position.epoch, offset: position.offset })) {
        this.askFor(name, topic)
      }
    }
  }

  heard(frame: ServerFrame): void {
    switch (frame.op) {
      case 'subscribed':
        return this.answered(frame)
      case 'error':
        return this.refused(frame)
      case 'event':
        return this.topics.get(frame.topic)?.receive(frame)
      case 'typing':
        // Also of oneself, at another device.
        if (frame.user_id !== this.self) this.topics.get(frame.topic)?.typing(frame)
        return
      case 'gap':
        return this.topics.get(frame.topic)?.resync()
      case 'unsubscribed':
        if (frame.reason === 'forbidden') this.topics.get(frame.topic)?.taken()
    }
  }

  /** The connection is gone, and with it every question. */
  broke(): void {
    this.asks = false
    this.asked.clear()
    for (const retry of this.retries) clearTimeout(retry)
    this.retries.clear()
    for (const topic of this.topics.values()) topic.broke()
  }

  /** Somebody else is signed in: what was seen says nothing any more. */
  forget(): void {
    for (const topic of this.topics.values()) topic.forget()
  }

  private answered(frame: SubscribedFrame): void {
    const topic = this.topics.get(frame.topic)
    const asked = this.asked.get(frame.re)
    this.asked.delete(frame.re)
    // Where it was left and joined again meanwhile, the answer to the later question counts. A stream was asked nothing.
    if (!this.asks || asked?.topic === topic) topic?.subscribed(frame)
  }

  private refused(frame: ErrorFrame): void {
    const refused = this.asks ? this.takeAsked(frame.re) : this.named(frame.topic)
    if (refused === undefined) return
    refused.topic.refused(!frame.temporary)
    if (!frame.temporary) return
    const retry = setTimeout(() => {
      this.retries.delete(retry)
      if (this.topics.get(refused.name) !== refused.topic) return
      if (this.asks) this.askFor(refused.name, refused.topic)
      else this.asking.askAnew()
    }, backoffMs(this.asks ? REFUSED_ATTEMPT : REFUSED_BY_STREAM_ATTEMPT, this.asking.random))
    this.retries.add(retry)
  }

  /** The question that an answer of the socket is to. */
  private takeAsked(re: number | undefined): Asked | undefined {
    const asked = re === undefined ? undefined : this.asked.get(re)
    if (re !== undefined) this.asked.delete(re)
    return asked
  }

  private named(name: string | undefined): Asked | undefined {
    const topic = name === undefined ? undefined : this.topics.get(name)
    return name === undefined || topic === undefined ? undefined : { name, topic }
  }

  private askFor(name: string, topic: Topic): void {
    const id = this.asking.nextId()
    this.asked.set(id, { name, topic })
    const since = topic.since
    topic.awaitAnswer()
    this.asking.send({ id, op: 'subscribe', topic: name, ...(since !== null && { since }) })
  }
}
