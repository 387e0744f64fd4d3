// What was sent and has not arrived: kept in this tab, one after the other for each conversation, again and again under
// the same name until the server has it. It knows no framework; `the-outbox.ts` gives it a server and a place to keep.
import { z } from 'zod'
import type { Attachment, Message, NewMessage } from '@/api/types'
import { isPassing, waitMs } from '@/api/patience'
import { isRefusal, SomebodyElse } from '@/api/refusal'

const shape = z.object({
  clientId: z.string(),
  /** Who wrote it: it is sent in no other name. */
  userId: z.string(),
  conversationId: z.string(),
  body: z.string(),
  attachments: z.array(z.object({ id: z.string(), name: z.string(), content_type: z.string(), size_bytes: z.number() })),
  writtenAt: z.string(),
  refused: z.boolean(),
})

/** A message on its way; `refused` is final until its sender tries again. */
export type Unsent = z.infer<typeof shape>

export interface OutboxOptions {
  send: (senderId: string, conversationId: string, message: NewMessage) => Promise<Message>
  keep: (text: string) => void
  kept: () => string
  onSent: (message: Message) => void
  /** It may be somebody else who is signed in by now, or nobody. */
  onDoubt: () => void
  /** Seams for tests; a browser's own by default. */
  makeId?: () => string
  random?: () => number
}

/** While one person is signed in. */
interface Run {
  userId: string
  /** The conversations in which a message is under way. */
  sending: Set<string>
}

export class Outbox {
  private waiting: readonly Unsent[] = []
  private readonly errors = new Map<string, unknown>()
  private readonly listeners = new Set<() => void>()
  private attempts = 0
  /** The server wants to be asked no sooner. */
  private notBefore = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private run: Run | null = null

  constructor(private readonly options: OutboxOptions) {}

  /** Everything that has not arrived, in the order in which it was written; the same array until something changes. */
  get unsent(): readonly Unsent[] {
    return this.waiting
  }

  listen(changed: () => void): () => void {
    this.listeners.add(changed)
    return () => this.listeners.delete(changed)
  }

  /** Why it was refused, where that is still known. */
  errorOf(clientId: string): unknown {
    return this.errors.get(clientId)
  }

  /** Goes on with what this person wrote in this tab, until `stop`; what others wrote goes. */
  start(userId: string): void {
    this.stop()
    this.run = { userId, sending: new Set() }
    this.change(parseUnsent(this.options.kept()).filter((each) => each.userId === userId))
    this.hurry()
  }

  /** An answer that comes later counts for nothing: what is kept is asked for again. */
  stop(): void {
    this.run = null
    this.attempts = 0
    this.notBefore = 0
    clearTimeout(this.timer)
    this.waiting = []
    this.errors.clear()
    this.tell()
  }

  add(conversationId: string, body: string, attachments: Attachment[]): void {
    if (this.run === null) return
    const { userId } = this.run
    const clientId = (this.options.makeId ?? (() => crypto.randomUUID()))()
    const writtenAt = new Date().toISOString()
    this.change([...this.waiting, { clientId, userId, conversationId, body, attachments, writtenAt, refused: false }])
    this.hurry()
  }

  /** Once more, as it is or with other files. */
  retry(clientId: string, change: Partial<Pick<Unsent, 'attachments'>> = {}): void {
    this.errors.delete(clientId)
    this.replace(clientId, { ...change, refused: false })
    this.hurry()
  }

  discard(clientId: string): void {
    this.errors.delete(clientId)
    this.change(this.waiting.filter((each) => each.clientId !== clientId))
  }

  /** Tries now: something was added, or the server may be reached again. */
  hurry(): void {
    const { run } = this
    if (run === null) return
    const early = this.notBefore - Date.now()
    if (early > 0) return this.tryIn(early)
    clearTimeout(this.timer)
    for (const id of new Set(this.waiting.map(({ conversationId }) => conversationId))) void this.sendNext(run, id)
  }

  private async sendNext(run: Run, conversationId: string): Promise<void> {
    // What comes after it waits: in every conversation one is under way.
    if (run !== this.run || run.sending.has(conversationId)) return
    const next = this.waiting.find((each) => each.conversationId === conversationId && !each.refused)
    if (next === undefined) return
    run.sending.add(conversationId)
    const goesOn = await this.sendOne(run, next)
    run.sending.delete(conversationId)
    if (goesOn) await this.sendNext(run, conversationId)
  }

  /** Whether the next one may follow at once. */
  private async sendOne(run: Run, { clientId, conversationId, body, attachments }: Unsent): Promise<boolean> {
    const files = attachments.map(({ id }) => id)
    try {
      const message = await this.options.send(run.userId, conversationId, { body, client_id: clientId, attachments: files })
      if (run !== this.run) return false
      this.attempts = 0
      // The list first: at no time is it in neither.
      this.options.onSent(message)
      this.discard(clientId)
      return true
    } catch (error) {
      if (run !== this.run) return false
      if (isPassing(error)) {
        this.tryLater(error)
        return false
      }
      this.errors.set(clientId, error)
      this.replace(clientId, { refused: true })
      return true
    }
  }

  private tryLater(error: unknown): void {
    if (isRefusal(error) && error.retryAfterS !== null) this.notBefore = Date.now() + error.retryAfterS * 1000
    this.tryIn(waitMs(error, this.attempts, this.options.random))
    this.attempts += 1
    if (error instanceof SomebodyElse || (isRefusal(error) && error.status === 401)) this.options.onDoubt()
  }

  private tryIn(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.hurry(), ms)
  }

  private replace(clientId: string, part: Partial<Unsent>): void {
    this.change(this.waiting.map((each) => (each.clientId === clientId ? { ...each, ...part } : each)))
  }

  private change(waiting: readonly Unsent[]): void {
    this.waiting = waiting
    if (this.run !== null) this.options.keep(waiting.length === 0 ? '' : JSON.stringify(waiting))
    this.tell()
  }

  private tell(): void {
    for (const changed of this.listeners) changed()
  }
}

/** What was kept; nothing of what is not readable as that. */
export function parseUnsent(text: string): Unsent[] {
  try {
    return z.array(shape).parse(JSON.parse(text))
  } catch {
    return []
  }
}
