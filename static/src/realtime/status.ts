// What the line at the edge of the page says about the connection.

export type ConnectionStatus =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'reconnecting' }
  /** Nothing has been heard since `since`; what the page shows was true then. */
  | { state: 'offline'; since: Date }
  /** The server asked this client not to come back (a close code from 3500 on). */
  | { state: 'ended'; code: number }

/** After this many failed attempts in a row the line says *offline* instead of *reconnecting*. */
export const ATTEMPTS_BEFORE_OFFLINE = 3
