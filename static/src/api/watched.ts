// A request that tells how much of it has been sent, which `fetch` does not: for files.

/** A share from 0 to 1. */
export type OnProgress = (share: number) => void

interface WatchedInit {
  method: string
  headers: Record<string, string>
  body: FormData
  signal?: AbortSignal | null
}

/** As `fetch` of this origin: rejects when no answer came, or none is wanted any more. */
export function fetchWatched(address: string, { method, headers, body, signal }: WatchedInit, onProgress: OnProgress): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, address)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      const told = headersOf(request.getAllResponseHeaders())
      resolve(new Response(request.responseText, { status: request.status, headers: told }))
    }
    request.onerror = () => reject(new TypeError('the request failed'))
    request.onabort = request.onerror
    if (signal?.aborted) return reject(new TypeError('the request was called off'))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })
}

/** The lines `name: value` of an answer's head. */
export function headersOf(head: string): Headers {
  const headers = new Headers()
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return headers
}
