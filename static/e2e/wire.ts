// What a page's sockets say and hear, for stories in which it must be exactly that.
import type { Page } from '@playwright/test'

interface Frame extends Record<string, unknown> {
  op: string
}

export class Wire {
  private readonly heard: Frame[] = []
  private readonly said: Frame[] = []

  /** From the page's next socket on. */
  static of(page: Page): Wire {
    const wire = new Wire()
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => wire.heard.push(read(payload)))
      socket.on('framesent', ({ payload }) => wire.said.push(read(payload)))
    })
    return wire
  }

  frames(op: string): Frame[] {
    return this.heard.filter((frame) => frame.op === op)
  }

  sent(op: string): Frame[] {
    return this.said.filter((frame) => frame.op === op)
  }

  /** The answers to subscribes of these topics. */
  subscribed(topic: RegExp): Frame[] {
    return this.frames('subscribed').filter((frame) => topic.test(String(frame.topic)))
  }

  /** Of the events of these topics, as they came. */
  offsets(topic: RegExp): number[] {
    return this.frames('event').filter((frame) => topic.test(String(frame.topic))).map((frame) => Number(frame.offset))
  }
}

function read(payload: string | Buffer): Frame {
  return JSON.parse(payload.toString()) as Frame
}
