// The one WebSocket of a tab: connects, subscribes, resumes after a break and tells when state must be read again.
// It knows no framework; the page wires it in `live/`.
import { backoffMs } from './backoff'
import { CREDENTIAL_EXPIRED, mayReconnect, parseFrame, SUBPROTOCOL } from './frames'
import type { ErrorFrame, HelloFrame, ServerFrame } from './frames'
import { Heartbeat } from './heartbeat'
import { ATTEMPTS_BEFORE_OFFLINE } from './status'
import type { ConnectionStatus } from './status'
import { Topic } from './topic'
import type { TopicListener } from './topic'

/** How long an upgrade may take. */
const OPEN_WITHIN_MS = 10_000
/** A connection that lived this long was a good one: the next break starts at the first backoff again. */
const STABLE_AFTER_MS = 5_000
/** A temporary refusal of a subscribe is tried again after a delay as of this attempt. */
const REFUSED_ATTEMPT = 3

export interface RealtimeOptions {
  url: string
  /** Seams for tests; a browser's own by default. */
  openSocket?: (url: string, protocol: string) => WebSocket
  random?: () => number
  isOnline?: () => boolean
}

export interface ConnectionListener {
  onStatus?(status: ConnectionStatus): void
  onHello?(hello: HelloFrame): void
  /** The server closed for want of a credential, or refused before any hello: somebody may no longer be signed in. */
  onRefused?(): void
}

export class RealtimeClient {
  private readonly url: string
  private readonly openSocket: (url: string, protocol: string) => WebSocket
  private readonly random: () => number
  private readonly isOnline: () => boolean
  private readonly topics = new Map<string, Topic>()
  private readonly connectionListeners = new Set<ConnectionListener>()
  /** Subscribes that wait for their answer, by the id that the answer repeats. */
  private readonly asked = new Map<number, string>()

  private socket: WebSocket | null = null
  private currentStatus: ConnectionStatus = { state: 'connecting' }
  private wanted = false
  private ready = false
  private failures = 0
  private liveSince: number | null = null
  private lastHeard = new Date()
  private nextId = 1
  private byeDelayMs: number | null = null
  private automatic = new Set<string>()
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private openTimer: ReturnType<typeof setTimeout> | undefined
  private readonly heartbeat = new Heartbeat(
    () => this.send({ id: this.nextId++, op: 'ping' }),
    () => this.lost(),
  )

  constructor(options: RealtimeOptions) {
    this.url = options.url
    this.openSocket = options.openSocket ?? ((url, protocol) => new WebSocket(url, protocol))
    this.random = options.random ?? Math.random
    this.isOnline = options.isOnline ?? (() => navigator.onLine)
  }

  get status(): ConnectionStatus {
    return this.currentStatus
  }

  /** Hears about the connection until the returned function is called. */
  listen(listener: ConnectionListener): () => void {
    this.connectionListeners.add(listener)
    return () => this.connectionListeners.delete(listener)
  }

  /** Subscribes to a topic until the returned function is called; many listeners share one subscription. */
  subscribe(name: string, listener: TopicListener): () => void {
    const known = this.topics.get(name)
    const topic = known ?? new Topic()
    topic.listeners.add(listener)
    if (known === undefined) {
      this.topics.set(name, topic)
      if (this.ready && !this.automatic.has(name)) this.askFor(name, topic)
    }
    return () => {
      topic.listeners.delete(listener)
      if (topic.listeners.size > 0 || this.topics.get(name) !== topic) return
      this.topics.delete(name)
      if (this.ready && !this.automatic.has(name)) {
        this.send({ id: this.nextId++, op: 'unsubscribe', topic: name })
      }
    }
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    if (this.wanted) return
    this.wanted = true
    this.open()
  }

  stop(): void {
    this.wanted = false
    this.drop()
    clearTimeout(this.retryTimer)
  }

  /** Connects afresh under another identity, after signing in or out; what was seen under the old one is forgotten. */
  restart(): void {
    this.stop()
    for (const topic of this.topics.values()) topic.forget()
    this.failures = 0
    this.start()
  }

  /** The browser says that the network is back: no need to wait for the backoff. */
  networkBack(): void {
    if (!this.wanted || this.socket !== null) return
    this.failures = 0
    this.open()
  }

  /** The browser says that the network is gone. */
  networkGone(): void {
    if (!this.wanted) return
    this.drop()
    this.retryLater()
  }

  /** Asks for a sign of life now; a page that comes back from the background does this. */
  probe(): void {
    if (this.ready) this.heartbeat.probe()
  }

  private open(): void {
    clearTimeout(this.retryTimer)
    const socket = this.openSocket(this.url, SUBPROTOCOL)
    this.socket = socket
    this.byeDelayMs = null
    socket.onmessage = (message) => {
      if (this.socket === socket && typeof message.data === 'string') this.heard(message.data)
    }
    socket.onclose = (close) => {
      if (this.socket === socket) this.closed(close.code)
    }
    this.openTimer = setTimeout(() => this.lost(), OPEN_WITHIN_MS)
  }

  private heard(text: string): void {
    this.lastHeard = new Date()
    if (this.ready) this.heartbeat.heard()
    const frame = parseFrame(text)
    if (frame !== null) this.handle(frame)
  }

  private handle(frame: ServerFrame): void {
    switch (frame.op) {
      case 'hello':
        return this.greet(frame)
      case 'subscribed':
        this.asked.delete(frame.re)
        return this.topics.get(frame.topic)?.subscribed(frame)
      case 'event':
        return this.topics.get(frame.topic)?.receive(frame)
      case 'gap':
        return this.topics.get(frame.topic)?.resync()
      case 'bye':
        this.byeDelayMs = frame.reconnect_after_ms ?? null
        return
      case 'error':
        return this.refused(frame)
      case 'unsubscribed':
      case 'pong':
        return
    }
  }

  private greet(hello: HelloFrame): void {
    clearTimeout(this.openTimer)
    this.ready = true
    this.liveSince = Date.now()
    this.heartbeat.start(hello.heartbeat_s)
    const announced = new Map((hello.topics ?? []).map((topic) => [topic.topic, topic]))
    this.automatic = new Set(announced.keys())
    for (const [name, topic] of this.topics) {
      const position = announced.get(name)
      if (position === undefined || topic.announced({ epoch: position.epoch, offset: position.offset })) {
        this.askFor(name, topic)
      }
    }
    this.setStatus({ state: 'live' })
    for (const listener of this.connectionListeners) listener.onHello?.(hello)
  }

  private refused(frame: ErrorFrame): void {
    const name = frame.re === undefined ? undefined : this.asked.get(frame.re)
    if (frame.re === undefined || name === undefined) return
    this.asked.delete(frame.re)
    const topic = this.topics.get(name)
    topic?.refused()
    if (topic === undefined || !frame.temporary) return
    const socket = this.socket
    const again = () => {
      if (this.socket === socket && this.topics.get(name) === topic) this.askFor(name, topic)
    }
    setTimeout(again, backoffMs(REFUSED_ATTEMPT, this.random))
  }

  private askFor(name: string, topic: Topic): void {
    const id = this.nextId++
    this.asked.set(id, name)
    const since = topic.since
    topic.awaitAnswer()
    this.send(since === null ? { id, op: 'subscribe', topic: name } : { id, op: 'subscribe', topic: name, since })
  }

  private send(frame: object): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame))
  }

  /** No sign of life: the socket is given up without waiting for its close. */
  private lost(): void {
    this.drop()
    this.retryLater()
  }

  private closed(code: number): void {
    const greeted = this.ready
    this.drop()
    if (!mayReconnect(code)) {
      this.wanted = false
      this.setStatus({ state: 'ended', code })
      return this.doubtCredential()
    }
    this.retryLater()
    if (code === CREDENTIAL_EXPIRED || (!greeted && this.failures === 2)) this.doubtCredential()
  }

  private doubtCredential(): void {
    for (const listener of this.connectionListeners) listener.onRefused?.()
  }

  /** Forgets the socket, so that nothing it still says is heard. */
  private drop(): void {
    clearTimeout(this.openTimer)
    this.heartbeat.stop()
    const socket = this.socket
    this.socket = null
    this.asked.clear()
    for (const topic of this.topics.values()) topic.abandonAnswer()
    if (this.liveSince !== null && Date.now() - this.liveSince >= STABLE_AFTER_MS) this.failures = 0
    this.liveSince = null
    this.ready = false
    socket?.close()
  }

  private retryLater(): void {
    if (!this.wanted) return
    const delay = this.byeDelayMs ?? backoffMs(this.failures, this.random)
    this.byeDelayMs = null
    this.failures += 1
    const offline = !this.isOnline() || this.failures > ATTEMPTS_BEFORE_OFFLINE
    this.setStatus(offline ? { state: 'offline', since: this.lastHeard } : { state: 'reconnecting' })
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.open(), delay)
  }

  private setStatus(status: ConnectionStatus): void {
    this.currentStatus = status
    for (const listener of this.connectionListeners) listener.onStatus?.(status)
  }
}
