// What went wrong with a request: a problem that the server described, or a server that was not reached.
import type { Problem } from './types'

/** Nothing is open to this person until a second factor is set up. */
export const ENROLMENT_REQUIRED = 'mfa_enrollment_required'

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
    readonly requestId: string | null,
    /** From `Retry-After`, in seconds. */
    readonly retryAfterS: number | null,
  ) {
    super(problem.detail ?? problem.title ?? `status ${status}`)
  }

  get code(): string {
    return this.problem.code ?? ''
  }
}

/** The write was for one person and another is signed in by now, in another tab: nothing was sent. */
export class SomebodyElse extends Error {}

/** No answer came: no network, or the server is away. Whether the request took effect is unknown. */
export class Unreached extends Error {}

export function isRefusal(error: unknown, code?: string): error is Refusal {
  return error instanceof Refusal && (code === undefined || error.code === code)
}

/** Refused with this code, as a whole or at one of its fields. */
export function refuses(error: unknown, code: string): error is Refusal {
  return isRefusal(error) && (error.code === code || (error.problem.errors ?? []).some((each) => each.code === code))
}

/** 404: it does not exist, or is nothing of theirs. */
export function isNotThere(error: unknown): boolean {
  return isRefusal(error) && error.status === 404
}

/** 412: what was to be changed is no longer what was read. */
export function isOutOfDate(error: unknown): boolean {
  return isRefusal(error) && error.status === 412
}
