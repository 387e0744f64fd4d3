// A socket.io server that passes on what is posted to /pub/<channel> to whoever joined that channel.
// node server.mjs PORT
import { createServer } from 'node:http'

import { Server } from 'socket.io'

const http = createServer((request, response) => {
  const channel = /^\/pub\/(\w+)$/.exec(request.url ?? '')?.[1]
  if (request.method !== 'POST' || channel === undefined) {
    response.writeHead(request.url === '/ready' ? 204 : 404).end()
    return
  }
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (part) => (text += part))
  request.on('end', () => {
    io.to(channel).emit('m', text)
    response.writeHead(204).end()
  })
})

const io = new Server(http, { transports: ['websocket'], serveClient: false })

io.on('connection', (socket) => {
  socket.on('join', async (channel) => {
    await socket.join(channel)
    socket.emit('joined', channel)
  })
})

http.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 })
