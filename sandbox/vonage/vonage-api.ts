/**
 * Vonage's Messages API for SMS (`POST /v1/messages`) and the Reports API that says afterwards what was accepted.
 * There are no idempotency keys: the same message twice is two messages, as in life.
 */
import { hash, randomUUID } from 'node:crypto'
import { SegmentedMessage } from 'sms-segments-calculator'
import { isRecord, parseJson, readBearer, replyJson, type Reply } from '../http-exchange.ts'
import { campaignOfReference } from '../log/campaign.ts'
import type { Provider, ProviderCall, SandboxParts } from '../parts.ts'
import { isApplicationToken } from './application-token.ts'
import { answerReports } from './reports-api.ts'
import { createSmsReceipts } from './sms-receipts.ts'
import { createSmsRecords, type SmsRecord } from './sms-record.ts'
import { replyProblem, type InvalidParameter } from './vonage-errors.ts'

const E164_DIGITS = /^[1-9]\d{6,14}$/
const LONGEST_TEXT = 1_000
const LONGEST_REF = 100

interface OutboundSms {
  to: string
  from: string
  text: string
  client_ref?: string
}

export function createVonageApi(parts: SandboxParts) {
  const records = createSmsRecords()
  const receipts = createSmsReceipts(parts)

  async function send(call: ProviderCall): Promise<Reply> {
    const token = readBearer(call.request)
    if (token === undefined || !isApplicationToken(token, parts.credentials.vonage, parts.clock())) return replyProblem('unauthorized')
    const message = parseJson(call.body)
    const invalid = findInvalid(message)
    if (invalid.length > 0) return replyProblem('invalid_params', { invalid })
    const sms = message as OutboundSms
    if (parts.faults.hitsRecipient('invalid_recipient', 'vonage', sms.to))
      return replyProblem('invalid_params', { invalid: [{ name: 'to', reason: 'Invalid destination number' }] })
    await call.pause()
    return replyJson(202, { message_uuid: accept(sms, call) })
  }

  function accept({ to, from, text, client_ref: clientRef }: OutboundSms, call: ProviderCall): string {
    const id = randomUUID()
    const acceptedAt = parts.clock()
    const segments = new SegmentedMessage(text).segmentsCount
    const reference = clientRef === undefined ? {} : { clientRef }
    parts.log.append({
      provider: 'vonage',
      acceptedAt: new Date(acceptedAt).toISOString(),
      id,
      to,
      from,
      request: call.number,
      sha256: hash('sha256', call.body, 'hex'),
      parts: segments,
      ...reference,
      ...(clientRef !== undefined && { campaign: campaignOfReference(clientRef) }),
    })
    const record: SmsRecord = { id, to, from, parts: segments, acceptedAt, status: 'submitted', ...reference }
    records.add(record)
    const item = parts.inbox.addSms({
      channel: 'sms',
      id,
      at: acceptedAt,
      status: 'accepted',
      direction: 'outbound',
      phone: to,
      sender: from,
      text,
      parts: segments,
      ...reference,
    })
    receipts.follow(record, item)
    return id
  }

  /** Posts one status of an SMS at once, whatever became of it; the store's answer, or undefined for one that is not known. */
  async function announce(id: string, status: SmsRecord['status']): Promise<number | undefined> {
    const record = records.byId(id)
    return record === undefined ? undefined : receipts.announce(record, status)
  }

  const provider: Provider = {
    name: 'vonage',
    bodyLimitBytes: 1024 * 1024,
    endpointOf: (_method, path) => (path.startsWith('/v2/reports') ? 'lookup' : 'send'),
    async handle(call) {
      if (call.path === '/v1/messages' && call.request.method === 'POST') return send(call)
      if (call.path !== '/v2/reports/records' || call.request.method !== 'GET') return replyProblem('not_found')
      await call.pause()
      return answerReports(call, parts, records)
    },
    refuse({ kind, params }) {
      if (kind === 'server_error_null_body') return replyJson(500, null)
      if (kind === 'low_balance') return replyProblem('low_balance')
      return kind === 'rate_limited'
        ? replyProblem('rate_limited', { headers: { 'retry-after': String(params.retryAfterSeconds ?? 1) } })
        : replyProblem('internal')
    },
  }

  return { provider, receive: receipts.receive, announce, restore: records.restore, forget: () => records.clear() }
}

function findInvalid(message: unknown): InvalidParameter[] {
  if (!isRecord(message)) return [{ name: 'body', reason: 'The request body must be a JSON object.' }]
  const { to, from, text, channel, message_type: messageType, client_ref: clientRef } = message
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  const invalid: InvalidParameter[] = []
  const require = (name: string, isValid: boolean, reason: string) => {
    if (!isValid) invalid.push({ name, reason })
  }
  require('channel', channel === 'sms', 'Only the sms channel is available')
  require('message_type', messageType === 'text', 'Must be text')
  require('to', isText(to) && E164_DIGITS.test(to), 'Must be a phone number in E.164 format without a leading +')
  require('from', isText(from) && from.length <= 15, 'Must be a sender number or an alphanumeric sender id')
  require('text', isText(text) && text.length <= LONGEST_TEXT, `Must be between 1 and ${LONGEST_TEXT} characters`)
  require('client_ref', clientRef === undefined ||
    (isText(clientRef) && clientRef.length <= LONGEST_REF), `Must not be longer than ${LONGEST_REF} characters`)
  return invalid
}
