/** What an orchestrator asks of a worker: `/healthz` while it polls, and `/metrics`. */
import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, register } from 'prom-client'

/** Undefined without a port. */
export async function serveHealth(
  { host, port }: { host: string; port: number | undefined },
  isRunning: () => boolean,
): Promise<Server | undefined> {
  if (port === undefined) return undefined
  collectDefaultMetrics()
  const server = createServer((request, response) => {
    if (request.url === '/metrics') {
      void register.metrics().then((text) => response.writeHead(200, { 'content-type': register.contentType }).end(text))
    } else if (request.url === '/healthz') {
      response.writeHead(isRunning() ? 200 : 503).end()
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return server
}
