// How long something is still kept, as seconds and as one reads it on a clock. Pure.

/** Whole seconds until then, the last one begun counts; none once it is past. */
export function secondsLeft(until: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000))
}

/** `272` → `4:32`. */
export function clockText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`
}

/** When the number of seconds changes next. */
export function msToNextSecond(until: string, nowMs: number): number {
  const left = Date.parse(until) - nowMs
  return left <= 0 ? 0 : left % 1000 || 1000
}
