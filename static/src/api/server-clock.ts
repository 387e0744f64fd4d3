// The server's clock, from the `Date` of its answers: what it keeps until some instant ends by its clock, not by one
// that is set wrong here.

/** Answers tell whole seconds and take a moment: a smaller difference is none. */
const SAME_MS = 3_000

export class ServerClock {
  private aheadMs = 0

  heard(date: string | null, now: number): void {
    const told = Date.parse(date ?? '')
    if (Number.isNaN(told)) return
    const ahead = told - now
    this.aheadMs = Math.abs(ahead) < SAME_MS ? 0 : ahead
  }

  now(here: number = Date.now()): number {
    return here + this.aheadMs
  }
}

export const serverClock = new ServerClock()
