/** The sandbox's one port: which part of it answers which path. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveControl } from './control/control-api.ts'
import type { Controls } from './control/route.ts'
import { replyJson, writeReply } from './http-exchange.ts'
import type { ProviderName } from './log/accepted-log.ts'
import { servePage } from './pages/page-router.ts'
import type { Provider } from './parts.ts'
import { serveProvider } from './provider-endpoint.ts'
import { isAddressedHere } from './same-machine.ts'

export interface ServerOptions {
  host: string
  port: number
  providers: Record<ProviderName, Provider>
  /** Counts one and gives its number. */
  countRequest(provider: ProviderName): number
  controls: Controls
}

export async function listen(options: ServerOptions): Promise<{ url: string; port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    dispatch(request, response, options).catch((error: unknown) => {
      // The message of a parse or type error can quote what a customer was sent; its kind is enough to find it.
      process.stderr.write(`sandbox: ${request.method} failed: ${error instanceof Error ? error.name : 'unknown'}\n`)
      if (response.headersSent) response.destroy()
      else writeReply(response, replyJson(500, { error: 'sandbox_fault' }))
    })
  })
  // Longer than any client keeps a connection for reuse, so that only faults ever reset one.
  server.keepAliveTimeout = 75_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const name = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host
  return {
    url: `http://${name}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  { providers, controls, countRequest, host }: ServerOptions,
): Promise<void> {
  const [pathname = '/', search = ''] = (request.url ?? '/').split('?', 2)
  const provider = providerOf(pathname)
  if (provider !== undefined) {
    const path = pathname.slice(provider.length + 1)
    return serveProvider({ request, response, path, search, number: countRequest(provider) }, providers[provider], controls.parts)
  }
  if (pathname.startsWith('/store-admin/'))
    return controls.storeAdmin.api.serve({
      request,
      response,
      path: pathname.slice('/store-admin'.length),
      query: new URLSearchParams(search),
    })
  if (pathname === '/healthz') return writeReply(response, replyJson(200, { status: 'ok' }))
  if (!isAddressedHere(request, host)) return writeReply(response, replyJson(421, { error: 'misdirected' }))
  if (pathname.startsWith('/_sandbox/'))
    return serveControl({ request, response, path: pathname.slice('/_sandbox'.length), search }, controls)
  return servePage({ request, response, pathname, query: new URLSearchParams(search) }, controls)
}

function providerOf(pathname: string): ProviderName | undefined {
  if (pathname.startsWith('/resend/')) return 'resend'
  if (pathname.startsWith('/vonage/')) return 'vonage'
  return pathname.startsWith('/push/') ? 'push' : undefined
}
