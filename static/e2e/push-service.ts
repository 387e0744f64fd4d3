// The push service of a browser, and the browser behind it: takes what is pushed, and opens it.
import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { browserKeys, unsealed } from './sealed'

export interface Pushed {
  headers: IncomingMessage['headers']
  message: { title: string; body: string; url: string; tag: string }
}

export interface PushService {
  /** What the browser would say about its subscription. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
  /** All that came, in order. */
  pushed: Pushed[]
  close(): void
}

export async function pushService(): Promise<PushService> {
  const keys = browserKeys()
  const pushed: Pushed[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const message = JSON.parse(unsealed(Buffer.concat(parts), keys)) as Pushed['message']
      pushed.push({ headers: request.headers, message })
      response.writeHead(201, { Location: `${origin}/message/${pushed.length}` }).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    subscription: {
      endpoint: `${origin}/browser/1`,
      keys: { p256dh: keys.ecdh.getPublicKey('base64url'), auth: keys.auth.toString('base64url') },
    },
    pushed,
    close: () => server.close(),
  }
}

/** Whether the sender of a push is who holds this key (RFC 8292), and means this service. */
export function isFrom(publicKey: string, { headers }: Pushed, audience: string): boolean {
  const [, token = '', key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) }
  const signer = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
  const { aud } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string }
  const signed = verify('sha256', Buffer.from(`${head}.${claims}`), signer, Buffer.from(signature, 'base64url'))
  return signed && key === publicKey && aud === audience
}
