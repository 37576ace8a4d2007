/**
 * `GET /v2/reports/records`: what Vonage says it has accepted, by message id or by `client_ref`. A record shows up
 * only after the delay of the behaviour, since nobody knows how late the real one is.
 */
import { randomUUID } from 'node:crypto'
import { replyJson, type Reply } from '../http-exchange.ts'
import type { ProviderCall, SandboxParts } from '../parts.ts'
import { readAccount } from './application-token.ts'
import { priceOf, type SmsRecord, type SmsRecords } from './sms-record.ts'
import { replyProblem, replyReportsProblem, type InvalidParameter } from './vonage-errors.ts'

const PRODUCTS = ['SMS', 'MESSAGES']
const MOST_RECORDS = 1_000
const DEFAULT_SPAN_MS = 7 * 24 * 3_600_000

export function answerReports(call: ProviderCall, parts: SandboxParts, records: SmsRecords): Reply {
  const { query } = call
  const account = readAccount(call.request.headers.authorization, parts.credentials.vonage)
  if (account === undefined) return replyProblem('unauthorized')
  const invalid = findInvalid(query)
  if (invalid.length > 0) return replyReportsProblem(invalid)
  const accountId = query.get('account_id')
  if (accountId !== null && accountId !== account) return replyProblem('forbidden')

  const found = query.get('direction') === 'inbound' ? [] : select(query, parts, records)
  const ids = query.get('id')?.split(',') ?? []
  const missing = ids.filter((id) => !found.some((record) => record.id === id))
  const product = query.get('product') ?? 'SMS'
  return replyJson(200, {
    _links: { self: { href: call.request.url } },
    request_id: randomUUID(),
    request_status: 'SUCCESS',
    received_at: formatInstant(parts.clock()),
    items_count: found.length,
    product,
    account_id: account,
    direction: query.get('direction'),
    ...(missing.length > 0 && { ids_not_found: missing.join(',') }),
    records: found.map((record) => renderRecord(record, account, product)),
  })
}

function findInvalid(query: URLSearchParams): InvalidParameter[] {
  const invalid: InvalidParameter[] = []
  const product = query.get('product')
  if (product === null) invalid.push({ name: 'product', reason: 'Missing required parameter' })
  else if (!PRODUCTS.includes(product))
    invalid.push({
      name: 'product',
      reason: `Could not resolve product name. Please use one of the following values [${PRODUCTS.join(', ')}]`,
    })
  if (!['inbound', 'outbound'].includes(query.get('direction') ?? ''))
    invalid.push({ name: 'direction', reason: 'Missing required parameter' })
  for (const name of ['date_start', 'date_end']) {
    const value = query.get(name)
    if (value !== null && Number.isNaN(Date.parse(value))) invalid.push({ name, reason: 'Invalid date' })
    if (value !== null && query.has('id')) invalid.push({ name, reason: 'Not supported together with id' })
  }
  return invalid
}

function select(query: URLSearchParams, parts: SandboxParts, records: SmsRecords): SmsRecord[] {
  const now = parts.clock()
  const visibleBefore = now - parts.behaviour.get().reportsDelayMs
  const ids = query.get('id')?.split(',')
  const clientRef = query.get('client_ref')
  const start = Date.parse(query.get('date_start') ?? '') || now - DEFAULT_SPAN_MS
  const end = Date.parse(query.get('date_end') ?? '') || now + 1
  const candidates = ids ? ids.flatMap((id) => records.byId(id) ?? []) : clientRef === null ? records.all() : records.withRef(clientRef)
  return candidates
    .filter(({ acceptedAt }) => acceptedAt <= visibleBefore && (ids !== undefined || (acceptedAt >= start && acceptedAt < end)))
    .filter((record) => matches(record, query, clientRef))
    .slice(0, MOST_RECORDS)
}

function matches(record: SmsRecord, query: URLSearchParams, clientRef: string | null): boolean {
  const is = (name: string, value: string | undefined) => query.get(name) === null || query.get(name) === value
  return (
    is('to', record.to) && is('from', record.from) && is('status', record.status) && (clientRef === null || record.clientRef === clientRef)
  )
}

function renderRecord(record: SmsRecord, account: string, product: string): object {
  return {
    account_id: account,
    id: record.id,
    message_id: record.id,
    client_ref: record.clientRef ?? '',
    direction: 'outbound',
    from: record.from,
    to: record.to,
    network: '23410',
    network_name: 'Sandbox Mobile',
    country: 'GB',
    country_name: 'United Kingdom',
    ...(product === 'MESSAGES' && { provider: 'sms' }),
    date_received: formatInstant(record.acceptedAt),
    date_finalized: record.finalAt === undefined ? '' : formatInstant(record.finalAt),
    latency: record.finalAt === undefined ? '' : String(record.finalAt - record.acceptedAt),
    status: record.status,
    error_code: record.status === 'delivered' || record.status === 'submitted' ? '0' : '1',
    currency: 'EUR',
    total_price: priceOf(record),
  }
}

/** As Vonage writes instants: to the second, with an offset. */
function formatInstant(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, '+00:00')
}
