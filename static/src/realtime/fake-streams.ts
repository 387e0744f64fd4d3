// A server's event streams, for the tests of the client that reads them.

class FakeStream {
  readonly url: string
  readonly lastEventId: string | null
  readonly authorization: string | null
  aborted = false
  private readonly bytes = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, { highWaterMark: 1000 })
  private readonly writer = this.bytes.writable.getWriter()

  constructor(url: string, init: RequestInit) {
    const headers = new Headers(init.headers)
    this.url = url
    this.lastEventId = headers.get('last-event-id')
    this.authorization = headers.get('authorization')
    init.signal?.addEventListener('abort', () => {
      this.aborted = true
    })
  }

  get answer(): Response {
    return new Response(this.bytes.readable)
  }

  says(frame: object): Promise<void> {
    return this.write(`id: passed-over\ndata: ${JSON.stringify(frame)}\n\n`)
  }

  comments(): Promise<void> {
    return this.write(':\n\n')
  }

  async ends(code?: number): Promise<void> {
    if (code !== undefined) await this.write(`event: close\ndata: {"code":${code},"reason":"as a socket"}\n\n`)
    await this.writer.close()
    await turns()
  }

  private async write(text: string): Promise<void> {
    await this.writer.write(new TextEncoder().encode(text))
    await turns()
  }
}

export class FakeStreams {
  readonly opened: FakeStream[] = []
  /** The status that all are refused with, if they are. */
  refusal: number | null = null

  readonly fetch = ((url: string, init: RequestInit = {}) => {
    const stream = new FakeStream(url, init)
    this.opened.push(stream)
    return Promise.resolve(this.refusal === null ? stream.answer : new Response(null, { status: this.refusal }))
  }) as typeof globalThis.fetch

  get last(): FakeStream {
    const stream = this.opened.at(-1)
    if (stream === undefined) throw new Error('no stream was opened')
    return stream
  }
}

/** As many turns of the queue of promises as bytes need on their way. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
