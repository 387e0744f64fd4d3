// The one connection of a tab: connects, subscribes, resumes after a break and tells when state must be read again.
// It knows no framework and no document; `browser.ts` tells it what the browser says.
import { CREDENTIAL_EXPIRED, mayReconnect, REPLACED } from './close-codes'
import { Dialer } from './dialer'
import { isPlaced, parseFrame } from './frames'
import type { ClientFrame, EventFrame, HelloFrame } from './frames'
import { Heartbeat } from './heartbeat'
import { BROKEN } from './line'
import type { Line } from './line'
import { withDefaults } from './options'
import type { RealtimeOptions } from './options'
import { Renewal } from './renewal'
import { Retries } from './retries'
import { SignIn } from './sign-in'
import { StatusBoard } from './status'
import type { ConnectionListener, ConnectionStatus } from './status'
import { Subscriptions } from './subscriptions'
import type { TopicListener } from './topic'
import { TypingThrottle } from './typing'

/** How long opening may take. */
const OPEN_WITHIN_MS = 10_000
/** So many sockets in a row that do not open, and a stream is tried after each. */
const SOCKETS_BEFORE_STREAM = 3
/** A stream is given up for a socket after this while: the network may be another by then. */
const SOCKET_AGAIN_AFTER_MS = 10 * 60_000
/** Topics that are asked for within this while make one new stream. */
const STREAM_AFTER_MS = 50

export class RealtimeClient {
  private readonly options: Required<RealtimeOptions>
  private readonly signIn: SignIn
  private readonly dialer: Dialer
  private readonly retries: Retries
  private readonly subscriptions: Subscriptions
  private readonly renewal: Renewal
  private readonly board = new StatusBoard()
  private readonly typing = new TypingThrottle()
  private readonly heartbeat = new Heartbeat(
    () => this.send({ id: this.nextId(), op: 'ping' }),
    () => this.closed(BROKEN),
  )

  private wanted = false
  /** Why it does not come back before somebody turns to the page. */
  private paused: 'resting' | 'yielded' | null = null
  /** Open, or being opened. */
  private line: Line | null = null
  /** The server has said hello. */
  private ready = false
  private socketsFailed = 0
  private lastHeard = new Date()
  private lastId = 0
  /** Until the next attempt. */
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  /** How long opening may take; of an open stream, until it is opened anew. */
  private lineTimer: ReturnType<typeof setTimeout> | undefined
  private restTimer: ReturnType<typeof setTimeout> | undefined
  private readonly nextId = () => ++this.lastId
  private readonly send = (frame: ClientFrame) => this.line?.send(JSON.stringify(frame))

  constructor(options: RealtimeOptions) {
    this.options = withDefaults(options)
    const { origin, credential, openSocket, fetch, random } = this.options
    this.signIn = new SignIn(credential, `${origin}/api/v1/realtime/ticket/`, fetch)
    this.dialer = new Dialer(origin, this.signIn, openSocket, fetch)
    this.retries = new Retries(random)
    this.subscriptions = new Subscriptions({ nextId: this.nextId, send: this.send, askAnew: () => this.topicsChanged(), random })
    this.renewal = new Renewal(this.signIn, this.nextId, this.send)
  }

  get status(): ConnectionStatus {
    return this.board.status
  }

  /** Hears about the connection until the returned function is called. */
  listen(listener: ConnectionListener): () => void {
    return this.board.listen(listener)
  }

  /** Subscribes to a topic until the returned function is called; many listeners share one subscription. */
  subscribe(name: string, listener: TopicListener): () => void {
    if (this.subscriptions.join(name, listener)) this.topicsChanged()
    return () => {
      if (this.subscriptions.leave(name, listener)) this.topicsChanged()
    }
  }

  /** Tells the others of a conversation that one types in it; may be called at every key. */
  sendTyping(conversation: string): void {
    const reaches = this.ready && this.line?.over === 'socket'
    if (reaches && this.typing.due(conversation, Date.now())) this.send({ op: 'typing', conversation })
  }

  /** What was typed in a conversation is sent: at the next key the others are told again. */
  doneTyping(conversation: string): void {
    this.typing.said(conversation)
  }

  /** Tells the server that an event has done its work here. */
  ack(event: EventFrame): void {
    if (this.ready && isPlaced(event)) this.send({ op: 'ack', topic: event.topic, offset: event.offset })
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    if (this.wanted) return
    this.wanted = true
    if (this.paused === null) this.open('socket')
  }

  stop(): void {
    this.wanted = false
    this.drop()
    clearTimeout(this.retryTimer)
  }

  /** Connects afresh under another identity, after signing in or out; what was seen under the old one is forgotten. */
  restart(): void {
    this.stop()
    this.subscriptions.forget()
    this.signIn.forget()
    this.retries.forget()
    if (this.paused === 'yielded') this.paused = null
    if (this.status.state === 'ended') this.board.show({ state: 'connecting' })
    this.start()
  }

  /** The browser says that the network is back: no need to wait for the backoff. */
  networkBack(): void {
    if (!this.wanted || this.line !== null || this.paused !== null) return
    this.retries.forget()
    this.open('socket')
  }

  /** The browser says that the network is gone. */
  networkGone(): void {
    if (!this.wanted || this.paused !== null) return
    this.drop()
    this.retryLater()
  }

  /** Nobody looks at the page. After a while the connection is given up. */
  hidden(): void {
    this.heartbeat.pause()
    clearTimeout(this.restTimer)
    this.restTimer = setTimeout(() => this.rest(), this.options.restAfterMs)
  }

  /** Gives the connection up until somebody looks at the page. */
  rest(): void {
    this.pause('resting')
  }

  /** Somebody looks at the page, or turns to it: whether the connection still stands is asked now. */
  shown(): void {
    clearTimeout(this.restTimer)
    this.heartbeat.resume()
    this.paused = null
    if (!this.wanted) return
    if (this.line === null) this.open('socket')
    else if (this.ready && this.line.over === 'socket') this.heartbeat.probe()
    else if (this.ready) this.openAnew('stream')
  }

  private open(over: Line['over']): void {
    clearTimeout(this.retryTimer)
    this.retries.began()
    this.lineTimer = setTimeout(() => this.closed(BROKEN), OPEN_WITHIN_MS)
    this.line = this.dialer.dial(over, this.subscriptions, {
      onFrame: (text) => this.heard(text),
      onSign: () => this.alive(),
      onClose: (code) => this.closed(code),
    })
  }

  private openAnew(over: Line['over']): void {
    this.drop()
    this.open(over)
  }

  private alive(): void {
    this.lastHeard = new Date()
    if (this.ready) this.heartbeat.heard()
  }

  private heard(text: string): void {
    this.alive()
    const frame = parseFrame(text)
    if (frame?.op === 'hello') this.greet(frame)
    else if (frame?.op === 'bye') this.retries.bye(frame.reconnect_after_ms)
    else if (frame !== null) this.subscriptions.heard(frame)
  }

  private greet(hello: HelloFrame): void {
    const over = this.line?.over ?? 'socket'
    const isSocket = over === 'socket'
    clearTimeout(this.lineTimer)
    if (!isSocket) this.lineTimer = setTimeout(() => this.openAnew('socket'), SOCKET_AGAIN_AFTER_MS)
    if (isSocket) this.socketsFailed = 0
    this.ready = true
    this.retries.stands()
    this.heartbeat.start(hello.heartbeat_s)
    this.subscriptions.greet(hello, isSocket)
    if (isSocket) this.renewal.start()
    this.board.show({ state: 'live', over })
    this.board.hello(hello)
  }

  /** A stream has its topics in its address. */
  private topicsChanged(): void {
    if (this.line?.over !== 'stream') return
    clearTimeout(this.lineTimer)
    this.lineTimer = setTimeout(() => this.openAnew('stream'), STREAM_AFTER_MS)
  }

  private closed(code: number): void {
    const greeted = this.ready
    const over = this.line?.over
    this.drop()
    if (!mayReconnect(code)) return this.end(code)
    if (code === REPLACED) return this.pause('yielded')
    if (code === CREDENTIAL_EXPIRED) this.signIn.forget()
    if (over === 'socket' && !greeted) {
      this.socketsFailed += 1
      if (this.socketsFailed >= SOCKETS_BEFORE_STREAM && this.signIn.opensStreams) return this.open('stream')
    }
    this.retryLater()
    if (code === CREDENTIAL_EXPIRED || (!greeted && this.retries.failures === 2)) this.board.refused()
  }

  private end(code: number): void {
    this.wanted = false
    this.board.show({ state: 'ended', code })
    this.board.refused()
  }

  private pause(why: 'resting' | 'yielded'): void {
    this.paused = why
    this.drop()
    clearTimeout(this.retryTimer)
    if (this.wanted) this.board.show({ state: why })
  }

  /** Forgets the line, so that nothing it still says is heard. */
  private drop(): void {
    clearTimeout(this.lineTimer)
    this.heartbeat.stop()
    this.renewal.stop()
    this.retries.ended()
    const line = this.line
    this.line = null
    this.ready = false
    this.subscriptions.broke()
    line?.close()
  }

  private retryLater(): void {
    if (!this.wanted) return
    const online = this.options.isOnline()
    const delay = this.retries.next(online)
    this.board.show(online && !this.retries.takeLong ? { state: 'reconnecting' } : { state: 'offline', since: this.lastHeard })
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.open('socket'), delay)
  }
}
