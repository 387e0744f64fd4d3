// A reader who is hard to please, and chance that can be had again, for tests that break connections.
import type { FakeServer } from './fake-server'
import type { EventFrame } from './frames'

/** Mulberry32: small, and the same everywhere. */
export function randomOf(seed: number): () => number {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A reader whose state is right as long as it hears everything, and reads anew when told to. */
export class Reader {
  readonly heard: number[] = []
  readings = 0
  /** Everything up to here is in what is read, or is going to be. */
  private known = 0
  private untold = false

  constructor(
    private readonly server: FakeServer,
    private readonly topic: string,
  ) {}

  onEvent = (event: EventFrame) => {
    const number = event.data as number
    this.complain()
    if (number <= (this.heard.at(-1) ?? 0)) throw new Error(`${this.topic}: ${number} after ${this.heard.at(-1)}`)
    this.untold = number > this.known + 1
    this.known = Math.max(this.known, number)
    this.heard.push(number)
  }

  onResync = () => {
    this.untold = false
    this.known = this.server.count(this.topic)
    this.readings += 1
  }

  /** A hole must be told before anything else is. */
  complain(): void {
    if (this.untold) throw new Error(`${this.topic}: a hole before ${this.heard.at(-1)} that nobody told`)
  }

  get missing(): number {
    this.complain()
    return this.server.count(this.topic) - this.known
  }
}

export const pick = <T>(from: T[], random: () => number) => from[Math.floor(random() * from.length)]
