// Reads the text of an event stream (`text/event-stream`, WHATWG HTML §9.2) as it comes, in pieces of any size. Ids are passed
// over: every frame of ours says itself where it is.

export class EventStreamReader {
  private rest = ''
  private name = ''
  private data: string[] = []

  constructor(private readonly onEvent: (name: string, data: string) => void) {}

  push(piece: string): void {
    const text = this.rest + piece
    // A CR at the end may be half of a line's end.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const lines = whole.split(/\r\n|\n|\r/)
    this.rest = (lines.pop() ?? '') + text.slice(whole.length)
    for (const line of lines) this.line(line)
  }

  private line(line: string): void {
    if (line === '') return this.dispatch()
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? []
    if (field === 'data') this.data.push(value)
    if (field === 'event') this.name = value
  }

  private dispatch(): void {
    const { name, data } = this
    this.name = ''
    this.data = []
    if (data.length > 0) this.onEvent(name === '' ? 'message' : name, data.join('\n'))
  }
}
