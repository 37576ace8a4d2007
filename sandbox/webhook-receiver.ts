/** The store's side of the webhooks, for tests: keeps what it is posted, in order, and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody } from './http-exchange.ts'

export interface ReceivedRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface WebhookReceiver {
  url: string
  received: ReceivedRequest[]
  /** Status of every answer from now on. */
  answerWith(status: number): void
  close(): Promise<void>
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedRequest[] = []
  let status = 200
  const server = createServer((request, response) => {
    void readBody(request, 1 << 20).then((body) => {
      received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: (body ?? '').toString() })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith(newStatus) {
      status = newStatus
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
