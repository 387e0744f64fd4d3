// What was sent and has not arrived: kept in this tab, one after the other for each conversation, again and again under
// the same name until the server has it. It knows no framework; `the-outbox.ts` gives it a server and a place to keep.
import { z } from 'zod'
import type { Attachment, Message, NewMessage } from '@/api/types'
import { isRefusal, Unreached } from '@/api/refusal'
import { backoffMs } from '@/realtime/backoff'

const shape = z.object({
  clientId: z.string(),
  conversationId: z.string(),
  body: z.string(),
  attachments: z.array(z.object({ id: z.string(), name: z.string(), content_type: z.string(), size_bytes: z.number() })),
  writtenAt: z.string(),
  refused: z.boolean(),
})

/** A message on its way; `refused` is final until its sender tries again. */
export type Unsent = z.infer<typeof shape>

export interface OutboxOptions {
  send: (conversationId: string, message: NewMessage) => Promise<Message>
  keep: (text: string) => void
  kept: () => string
  onSent: (message: Message) => void
  /** Seams for tests; a browser's own by default. */
  makeId?: () => string
  random?: () => number
}

export class Outbox {
  private waiting: readonly Unsent[] = []
  private readonly errors = new Map<string, unknown>()
  private readonly sending = new Set<string>()
  private readonly listeners = new Set<() => void>()
  private attempts = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private running = false

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

  /** Goes on with what this tab has kept, until `stop`. */
  start(): void {
    this.running = true
    this.change(parseUnsent(this.options.kept()))
    this.hurry()
  }

  stop(): void {
    this.running = false
    clearTimeout(this.timer)
    this.waiting = []
    this.tell()
  }

  add(conversationId: string, body: string, attachments: Attachment[]): void {
    const clientId = (this.options.makeId ?? (() => crypto.randomUUID()))()
    const writtenAt = new Date().toISOString()
    this.change([...this.waiting, { clientId, conversationId, body, attachments, writtenAt, refused: false }])
    this.hurry()
  }

  retry(clientId: string): void {
    this.errors.delete(clientId)
    this.change(this.waiting.map((each) => (each.clientId === clientId ? { ...each, refused: false } : each)))
    this.hurry()
  }

  discard(clientId: string): void {
    this.errors.delete(clientId)
    this.change(this.waiting.filter((each) => each.clientId !== clientId))
  }

  /** Tries now: something was added, or the server may be reached again. */
  hurry(): void {
    if (!this.running) return
    clearTimeout(this.timer)
    for (const id of new Set(this.waiting.map(({ conversationId }) => conversationId))) void this.sendNext(id)
  }

  private async sendNext(conversationId: string): Promise<void> {
    // What comes after it waits: in every conversation one is under way.
    if (this.sending.has(conversationId)) return
    const next = this.waiting.find((each) => each.conversationId === conversationId && !each.refused)
    if (next === undefined || !this.running) return
    this.sending.add(conversationId)
    const goesOn = await this.sendOne(next)
    this.sending.delete(conversationId)
    if (goesOn) await this.sendNext(conversationId)
    else this.tryLater()
  }

  /** Whether the next one may follow at once. */
  private async sendOne({ clientId, conversationId, body, attachments }: Unsent): Promise<boolean> {
    const files = attachments.map(({ id }) => id)
    try {
      const message = await this.options.send(conversationId, { body, client_id: clientId, attachments: files })
      this.attempts = 0
      // The list first: at no time is it in neither.
      this.options.onSent(message)
      this.discard(clientId)
      return true
    } catch (error) {
      if (isPassing(error)) return false
      this.errors.set(clientId, error)
      this.change(this.waiting.map((each) => (each.clientId === clientId ? { ...each, refused: true } : each)))
      return true
    }
  }

  private tryLater(): void {
    clearTimeout(this.timer)
    if (!this.running) return
    this.timer = setTimeout(() => this.hurry(), MIN_WAIT_MS + backoffMs(this.attempts, this.options.random ?? Math.random))
    this.attempts += 1
  }

  private change(waiting: readonly Unsent[]): void {
    this.waiting = waiting
    if (this.running) this.options.keep(waiting.length === 0 ? '' : JSON.stringify(waiting))
    this.tell()
  }

  private tell(): void {
    for (const changed of this.listeners) changed()
  }
}

const MIN_WAIT_MS = 1_000

/** What asks for patience, not for another message: no network, a server in trouble, too much at once, a lost sign-in. */
function isPassing(error: unknown): boolean {
  if (error instanceof Unreached) return true
  return !isRefusal(error) || error.status >= 500 || error.status === 429 || error.status === 401
}

/** What was kept; nothing of what is not readable as that. */
export function parseUnsent(text: string): Unsent[] {
  try {
    return z.array(shape).parse(JSON.parse(text))
  } catch {
    return []
  }
}
