// Keeps with the server what the reader has chosen, and nothing else: one request at a time, what was chosen and left
// again meanwhile is not asked for, and what is no longer wanted is let go.
import type { Hold, HoldWish } from '@/api/types'
import { isRefusal } from '@/api/refusal'
import { serverClock } from '@/api/server-clock'
import { afterHoldEvent, NOTHING_HELD, sameWish } from './holding'
import type { HoldEvent, Holding } from './holding'
import { sameInstant } from './slot-list'

export interface HoldRequests {
  hold(wish: HoldWish): Promise<Hold>
  letGo(holdId: string): Promise<void>
}

export class HoldKeeper {
  private holding: Holding = NOTHING_HELD
  private wanted: HoldWish | null = null
  /** Whether `wanted` is still to be asked for. */
  private toAsk = false
  /** What the server keeps, as far as is known. */
  private kept: { wish: HoldWish; hold: Hold } | null = null
  private renewal = false
  private working = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  constructor(private readonly requests: HoldRequests) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly read = (): Holding => this.holding

  /** From now on this time and no other; null for none. */
  want(wish: HoldWish | null): void {
    this.wanted = wish
    this.toAsk = wish !== null
    this.renewal = false
    this.happened(wish === null ? { type: 'ended' } : { type: 'wanted', wish })
    this.begin()
  }

  /** Once more, after it ran out or was refused. */
  again(): void {
    if (this.wanted !== null && this.holding.phase !== 'held') this.want(this.wanted)
  }

  renew(): void {
    if (this.holding.phase !== 'held' || this.holding.renewing) return
    this.renewal = true
    this.happened({ type: 'renewalAsked' })
    this.begin()
  }

  /** Booked: there is nothing to let go. */
  spent(): void {
    this.kept = null
    this.wanted = null
    this.toAsk = false
    this.happened({ type: 'ended' })
  }

  /** It is not kept any longer; it is asked for again only when the reader says so. */
  lost(): void {
    this.kept = null
    this.happened({ type: 'ranOut' })
  }

  private begin(): void {
    if (this.working) return
    this.working = true
    // What is wanted and unwanted in one go makes no request.
    void Promise.resolve().then(async () => {
      while (await this.step()) {
        // Until there is nothing to do.
      }
      this.working = false
    })
  }

  /** One request; false where none is due. */
  private async step(): Promise<boolean> {
    const { kept, wanted } = this
    if (kept !== null && (wanted === null || mustGoFirst(kept.wish, wanted))) {
      this.kept = null
      await this.requests.letGo(kept.hold.hold_id).catch(() => undefined)
      return true
    }
    if (wanted === null) return false
    if (kept !== null && sameWish(kept.wish, wanted)) {
      if (this.toAsk) {
        this.toAsk = false
        this.happened({ type: 'granted', wish: wanted, hold: kept.hold })
        return true
      }
      if (!this.renewal) return false
      this.renewal = false
      await this.ask(wanted, (error) => {
        this.happened({ type: 'renewalRefused', error })
        if (this.holding.phase === 'expired') this.kept = null
      })
      return true
    }
    if (!this.toAsk) return false
    this.toAsk = false
    await this.ask(wanted, (error) => this.happened({ type: 'refused', wish: wanted, error }))
    // What was kept before is not what the reader looks at any more.
    if (this.kept === kept && kept !== null) {
      this.kept = null
      await this.requests.letGo(kept.hold.hold_id).catch(() => undefined)
    }
    return true
  }

  private async ask(wish: HoldWish, refused: (error: unknown) => void): Promise<void> {
    try {
      const hold = await this.requests.hold(wish)
      this.kept = { wish, hold }
      this.happened({ type: 'granted', wish, hold })
    } catch (error) {
      refused(error)
    }
  }

  private happened(event: HoldEvent): void {
    const next = afterHoldEvent(this.holding, event)
    if (next === this.holding) return
    this.holding = next
    clearTimeout(this.timer)
    if (next.phase === 'held') {
      this.timer = setTimeout(() => this.lost(), Math.max(0, Date.parse(next.hold.expires_at) - serverClock.now()))
    }
    for (const listener of this.listeners) listener()
  }
}

/** Another start takes the place of the one before by itself; the same one for somebody or something else does not. */
function mustGoFirst(kept: HoldWish, wanted: HoldWish): boolean {
  if (sameWish(kept, wanted)) return false
  return kept.patient_id !== wanted.patient_id || sameInstant(kept.starts_at, wanted.starts_at)
}

/** A clear word that this time cannot be had; all else means only that it is not kept. */
export function refusesTime(error: unknown): boolean {
  return isRefusal(error) && (error.status === 409 || error.status === 422) && error.code !== 'hold_not_renewable'
}
