// Reads the text of an event stream (`text/event-stream`, WHATWG HTML §9.2) as it comes, in pieces of any size. Names and
// ids of events are passed over: every frame of ours says itself what it is, and where.

export class EventStreamReader {
  private rest = ''
  private data: string[] = []

  constructor(private readonly onData: (data: string) => void) {}

  push(piece: string): void {
    const text = this.rest + piece
    // A CR at the end may be half of a line's end.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const lines = whole.split(/\r\n|\n|\r/)
    this.rest = (lines.pop() ?? '') + text.slice(whole.length)
    for (const line of lines) this.line(line)
  }

  private line(line: string): void {
    if (line === '') {
      if (this.data.length > 0) this.onData(this.data.join('\n'))
      this.data = []
    } else if (line.startsWith('data:')) {
      this.data.push(line.slice(line.startsWith('data: ') ? 6 : 5))
    }
  }
}
