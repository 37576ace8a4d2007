/**
 * Resend's sending API: `POST /emails`, `POST /emails/batch` and `GET /emails/:id`, with its bearer keys and
 * idempotency keys. An answer with an id means that the log has the email.
 */
import { hash } from 'node:crypto'
import { readBearer, replyJson, type Reply } from '../http-exchange.ts'
import type { AcceptedRecord } from '../log/accepted-log.ts'
import type { Provider, ProviderCall, SandboxParts } from '../parts.ts'
import { idAt, renderBatchReply, type AcceptedBatch } from './accepted-batch.ts'
import { createEmailAcceptance, type Acceptance } from './email-acceptance.ts'
import { createEmailReceipts } from './email-receipts.ts'
import { createIdempotencyKeys } from './idempotency-keys.ts'
import { replyResendError, type ResendError } from './resend-errors.ts'
import { retrieveEmail } from './retrieved-email.ts'

export function createResendApi(parts: SandboxParts) {
  const keys = createIdempotencyKeys(parts.clock)
  const receipts = createEmailReceipts(parts)
  const { accept } = createEmailAcceptance(parts, receipts)

  function denies(call: ProviderCall): ResendError | undefined {
    const token = readBearer(call.request)
    if (token === undefined) return { name: 'missing_api_key' }
    const { apiKey, acceptsAnyKey } = parts.credentials.resend
    return acceptsAnyKey || token === apiKey ? undefined : { name: 'invalid_api_key' }
  }

  async function send(call: ProviderCall, isBatch: boolean): Promise<Reply> {
    const header = call.request.headers['idempotency-key']
    const key = typeof header === 'string' ? header : undefined
    if (key !== undefined && (key.length < 1 || key.length > 256)) return replyResendError({ name: 'invalid_idempotency_key' })
    const sha256 = hash('sha256', call.body, 'hex')
    const payload = payloadOf(isBatch, sha256)
    if (key !== undefined) {
      const state = keys.look(key, payload)
      if (state.kind === 'other_payload') return replyResendError({ name: 'invalid_idempotent_request' })
      if (state.kind === 'in_flight') return replyResendError({ name: 'concurrent_idempotent_requests' })
      if (state.kind === 'replay') return replyOk(state.body)
      keys.begin(key, payload)
    }
    await call.pause()
    const isPermissive = isBatch && call.request.headers['x-batch-validation'] === 'permissive'
    const outcome = accept({ body: call.body, sha256, number: call.number, isBatch, isPermissive, idempotencyKey: key })
    if (key !== undefined) settleKey(key, isBatch, outcome)
    return 'error' in outcome ? replyResendError(outcome.error) : replyOk(renderReply(isBatch, outcome.accepted))
  }

  function settleKey(key: string, isBatch: boolean, outcome: Acceptance): void {
    if ('error' in outcome) keys.abandon(key)
    else keys.finish(key, () => renderReply(isBatch, outcome.accepted))
  }

  const provider: Provider = {
    name: 'resend',
    bodyLimitBytes: 40 * 1024 * 1024,
    endpointOf: (method) => (method === 'POST' ? 'send' : 'lookup'),
    async handle(call) {
      const denied = denies(call)
      if (denied) return replyResendError(denied)
      if (call.path === '/emails' || call.path === '/emails/batch') {
        return call.request.method === 'POST' ? send(call, call.path === '/emails/batch') : replyResendError({ name: 'method_not_allowed' })
      }
      const id = /^\/emails\/([^/]+)$/.exec(call.path)?.[1]
      if (id === undefined) return replyResendError({ name: 'not_found' })
      await call.pause()
      return call.request.method === 'GET' ? retrieveEmail(parts, id) : replyResendError({ name: 'method_not_allowed' })
    },
    refuse({ kind, params }) {
      if (kind === 'server_error_null_body') return replyJson(500, null)
      if (kind !== 'rate_limited') return replyResendError({ name: 'internal_server_error' })
      const seconds = String(params.retryAfterSeconds ?? 1)
      return replyResendError(
        { name: 'rate_limit_exceeded' },
        {
          'retry-after': seconds,
          'ratelimit-limit': String(params.requestsPerSecond ?? 2),
          'ratelimit-remaining': '0',
          'ratelimit-reset': seconds,
        },
      )
    },
  }

  return { provider, announce: receipts.announce, restore: createKeyRestorer(keys), forget: () => keys.clear() }
}

/** Takes up the keys of an earlier process, from its log, whose lines come in the order they were accepted. */
function createKeyRestorer(keys: ReturnType<typeof createIdempotencyKeys>) {
  let last: { key: string; batch: AcceptedBatch } | undefined
  return (entry: AcceptedRecord): void => {
    if (entry.idempotencyKey === undefined) return
    const isBatch = entry.index !== undefined
    if (last?.key !== entry.idempotencyKey || !entry.id.startsWith(last.batch.stem)) {
      const batch: AcceptedBatch = { stem: entry.id.slice(0, 32), count: 1, ...(entry.batchErrors && { errors: entry.batchErrors }) }
      last = { key: entry.idempotencyKey, batch }
      keys.restore(entry.idempotencyKey, payloadOf(isBatch, entry.sha256), Date.parse(entry.acceptedAt), () => renderReply(isBatch, batch))
    }
    last.batch.count = Math.max(last.batch.count, (entry.index ?? 0) + 1, (last.batch.errors?.at(-1)?.index ?? 0) + 1)
  }
}

function payloadOf(isBatch: boolean, sha256: string): string {
  return `${isBatch ? 'batch' : 'single'}:${sha256}`
}

function renderReply(isBatch: boolean, accepted: AcceptedBatch): string {
  return isBatch ? renderBatchReply(accepted) : `{"id":"${idAt(accepted.stem, 0)}"}`
}

function replyOk(body: string): Reply {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
}
