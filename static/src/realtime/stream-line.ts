// Frames over Server-Sent Events. Read with `fetch`, since an `EventSource` can name no position and bear no token: each
// stream resumes where the one before stopped, whatever topics were added meanwhile.
import { CREDENTIAL_EXPIRED } from './close-codes'
import { EventStreamReader } from './event-stream'
import { BROKEN } from './line'
import type { Line, LineListener } from './line'

export interface StreamRequest {
  url: string
  topics: string[]
  /** Where these stand: `topic=epoch:offset`, joined by `&`. */
  lastEventId: string
  /** Where no cookie signs it in. */
  token: string | null
}

export function openStreamLine(fetch: typeof globalThis.fetch, request: StreamRequest, listener: LineListener): Line {
  const aborted = new AbortController()
  read(fetch, request, aborted.signal, listener)
    .catch(() => BROKEN)
    .then((code) => {
      if (!aborted.signal.aborted) listener.onClose(code)
    })
  // Nothing can be said over a stream.
  return { over: 'stream', send: () => undefined, close: () => aborted.abort() }
}

/** Reads to the end, and answers why it is one: with the close code of a socket. */
async function read(
  fetch: typeof globalThis.fetch,
  { url, topics, lastEventId, token }: StreamRequest,
  signal: AbortSignal,
  listener: LineListener,
): Promise<number> {
  const query = new URLSearchParams(topics.map((topic) => ['topic', topic]))
  const headers: Record<string, string> = { Accept: 'text/event-stream' }
  if (lastEventId !== '') headers['Last-Event-ID'] = lastEventId
  if (token !== null) headers.Authorization = `Bearer ${token}`
  const credentials = token === null ? 'same-origin' : 'omit'
  const answer = await fetch(`${url}?${query}`, { headers, credentials, signal, cache: 'no-store' })
  if (answer.status === 401) return CREDENTIAL_EXPIRED
  if (!answer.ok || answer.body === null) return BROKEN
  let code = BROKEN
  const reader = answer.body.getReader()
  const text = new TextDecoder()
  const events = new EventStreamReader((name, data) => {
    if (name === 'close') code = (JSON.parse(data) as { code: number }).code
    else if (!signal.aborted) listener.onFrame(data)
  })
  for (;;) {
    const { done, value } = await reader.read()
    if (done || signal.aborted) return code
    listener.onSign()
    events.push(text.decode(value, { stream: true }))
  }
}
