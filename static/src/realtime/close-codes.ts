// Why the server closed a socket, and what follows: below 3500 the client may come back, up to 3999 it may not.

/** The credential that opened the socket has ended: come back with another. */
export const CREDENTIAL_EXPIRED = 3005

/** The user opened a newer socket, one too many; this one was the oldest. */
export const REPLACED = 3009

/** No valid credential. */
export const UNAUTHENTICATED = 3500

/** From this close code up to 3999 the client may not come back. */
const FIRST_FINAL = 3500
const LAST_FINAL = 3999

/** Whether a connection that was closed with this code may be opened again. */
export function mayReconnect(code: number): boolean {
  return code < FIRST_FINAL || code > LAST_FINAL
}
