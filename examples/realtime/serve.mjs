#!/usr/bin/env node
// Serves this folder, and passes what is below /api/ on to a CareBridge: to a browser both are of one origin. Needs Node.js
// 20 or newer and nothing else.
//
//     node examples/realtime/serve.mjs                                       # http://localhost:8080
//     PORT=8090 CAREBRIDGE_URL=http://localhost:8000 node examples/realtime/serve.mjs
//
// For development: it trusts whoever reaches it. README.md says how to do the same with nginx.
import { readFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'

const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/carebridge-realtime.js': ['carebridge-realtime.js', 'text/javascript; charset=utf-8'],
}
const { hostname, port } = new URL(process.env.CAREBRIDGE_URL ?? 'http://localhost:8000')
const upstream = { host: hostname, port: port || 80 }
const listenOn = Number(process.env.PORT ?? 8080)

const server = createServer(async (asked, answer) => {
  const { pathname } = new URL(asked.url, 'http://here')
  if (pathname.startsWith('/api/')) return passOn(asked, answer)
  const file = FILES[pathname]
  if (file === undefined) return answer.writeHead(404).end()
  const content = await readFile(new URL(file[0], import.meta.url))
  answer.writeHead(200, { 'content-type': file[1], 'cache-control': 'no-store' }).end(content)
})

// The Host goes with it as it came: CareBridge compares it with the page's Origin.
function passOn(asked, answer) {
  const { method, url: path, headers } = asked
  const onward = request({ ...upstream, method, path, headers }, (got) => {
    answer.writeHead(got.statusCode, got.headers)
    got.pipe(answer)
  })
  onward.on('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()))
  // A reader that leaves an event stream must be known to have left.
  answer.on('close', () => onward.destroy())
  asked.pipe(onward)
}

// A WebSocket: the head is said again, and from there on bytes go both ways.
server.on('upgrade', (asked, socket, head) => {
  const onward = connect(upstream, () => {
    const lines = [`${asked.method} ${asked.url} HTTP/1.1`]
    for (let at = 0; at < asked.rawHeaders.length; at += 2) {
      lines.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`)
    }
    onward.write(`${lines.join('\r\n')}\r\n\r\n`)
    onward.write(head)
    socket.pipe(onward).pipe(socket)
  })
  for (const [one, other] of [[socket, onward], [onward, socket]]) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
})

server.listen(listenOn, 'localhost', () => console.log(`http://localhost:${server.address().port}`))
