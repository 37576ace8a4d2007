/** A provider that answers what a test tells it to, on loopback, and keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface ReceivedRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
}

export type Script = (response: ServerResponse, request: ReceivedRequest) => void

export interface ScriptedProvider {
  url: string
  requests: ReceivedRequest[]
  connections(): number
  answer(script: Script): void
  close(): Promise<void>
}

export async function startScriptedProvider(): Promise<ScriptedProvider> {
  const requests: ReceivedRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  let script: Script = (response) => response.end()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const received = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) }
      requests.push(received)
      script(response, received)
    })
  })
  server.on('connection', (socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    answer: (next) => void (script = next),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const endless = new WeakSet<Script>()

function markEndless(script: Script): Script {
  endless.add(script)
  return script
}

/** Soon where the answer has no end, and late enough for a busy machine otherwise. */
export function chooseTimeoutMs(script: Script): number {
  return endless.has(script) ? 200 : 20_000
}

/** What goes wrong with an answer, whoever gives it. */
export const answers = {
  json:
    (status: number, body: unknown, headers: Record<string, string> = {}): Script =>
    (response) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body)),
  plain:
    (status: number, text = '', headers: Record<string, string> = {}): Script =>
    (response) =>
      void response.writeHead(status, headers).end(text),
  reset: (): Script => (response) => void response.socket?.destroy(),
  truncated:
    (status: number, body: unknown): Script =>
    (response) => {
      const text = JSON.stringify(body)
      response
        .writeHead(status, { 'content-type': 'application/json', 'content-length': text.length + 20 })
        .write(text, () => response.socket?.destroy())
    },
  never: (): Script => markEndless(() => undefined),
  /** A byte now and then: no time-out between bytes would ever end it. */
  dripping: (status: number): Script =>
    markEndless((response) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    }),
}

/** An address at which nobody listens. */
export async function findClosedUrl(): Promise<string> {
  const provider = await startScriptedProvider()
  await provider.close()
  return provider.url
}
