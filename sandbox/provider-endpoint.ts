/**
 * The way of every request to a provider: count it, let the faults that are due happen, and let the provider
 * answer. Faults before acceptance keep the provider from seeing the message; faults after it spoil the answer
 * alone, which is how a caller comes not to know.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './faults/fault.ts'
import { readBody, replyJson, writeReply, type Reply } from './http-exchange.ts'
import type { Provider, SandboxParts } from './parts.ts'

const NOT_JSON = '<html><body><h1>502 Bad Gateway</h1></body></html>'

export async function serveProvider(
  exchange: { request: IncomingMessage; response: ServerResponse; path: string; search: string; number: number },
  provider: Provider,
  parts: SandboxParts,
): Promise<void> {
  const { request, response, path } = exchange
  const faults = parts.faults.drawForRequest(provider.name, provider.endpointOf(request.method ?? 'GET', path))
  if (faults.arrival?.kind === 'reset_before') {
    request.socket.resetAndDestroy()
    return
  }
  const body = await readBody(request, provider.bodyLimitBytes)
  if (!body) {
    writeReply(response, replyJson(413, { message: 'Payload too large.' }))
    return
  }
  if (faults.arrival) {
    if (faults.latencyMs > 0) await sleep(faults.latencyMs)
    writeReply(response, provider.refuse(faults.arrival))
    return
  }
  const reply = await provider.handle({
    request,
    path,
    query: new URLSearchParams(exchange.search),
    body,
    number: exchange.number,
    pause: () => (faults.latencyMs > 0 ? sleep(faults.latencyMs) : undefined),
  })
  // A refusal of the provider's own is not spoilt: what the fault means to test is an accepted message.
  if (faults.reply && reply.status < 300) spoilReply(exchange, reply, faults.reply, provider)
  else writeReply(response, reply)
}

function spoilReply(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  reply: Reply,
  fault: Fault,
  provider: Provider,
): void {
  if (fault.kind === 'reset_after_acceptance') {
    request.socket.resetAndDestroy()
  } else if (fault.kind === 'bad_json') {
    writeReply(response, { status: reply.status, headers: { 'content-type': 'application/json' }, body: NOT_JSON })
  } else if (fault.kind === 'truncated_reply') {
    const body = Buffer.from(reply.body ?? ' ')
    response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length + 1 })
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => request.socket.destroy())
  } else {
    writeReply(response, provider.refuse(fault))
  }
}
