// A provider of texts, as a server of a test run knows it: it takes them, or refuses them for a while.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { secret } from './canaries'

/** The region was not opened for texts by the operator: final for this text, and no fault of the number. */
const REFUSAL = { code: 21408, message: 'Permission to send an SMS has not been enabled for the region', status: 400 }

export class TextProvider {
  refuses = false
  /** The ids of the texts that it took. */
  readonly taken: string[] = []
  private readonly server = createServer((request, response) => void this.answer(request, response))

  static async start(): Promise<TextProvider> {
    const provider = new TextProvider()
    provider.server.listen(0, '127.0.0.1')
    await once(provider.server, 'listening')
    return provider
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  /** What a server is told so that it sends its texts here. */
  get settings(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo
    return {
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: secret(randomBytes(16).toString('hex')),
      TWILIO_FROM: '+15005550006',
      TWILIO_API_BASE: `http://127.0.0.1:${port}`,
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent: Buffer[] = []
    for await (const chunk of request) sent.push(chunk as Buffer)
    const json = (status: number, body: object) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    }
    // A look-up of what may have been sent before: nothing was.
    if (request.method === 'GET') return json(200, { messages: [] })
    const to = new URLSearchParams(Buffer.concat(sent).toString()).get('To')
    if (to) secret(to)
    if (this.refuses) return json(REFUSAL.status, REFUSAL)
    const sid = `SM${randomBytes(16).toString('hex')}`
    this.taken.push(sid)
    json(201, { sid, status: 'queued' })
  }
}
