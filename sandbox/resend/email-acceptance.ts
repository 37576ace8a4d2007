/**
 * Takes the emails of one request in: parse, check, log, keep for the inbox, and let each take its course. Under a
 * benchmark this is the hot path of the sandbox, so an email costs a check, a log line and an inbox entry, and
 * nothing is awaited.
 */
import { parseJson } from '../http-exchange.ts'
import type { AcceptedLog } from '../log/accepted-log.ts'
import { campaignOfTags, REFERENCE_TAG } from '../log/campaign.ts'
import type { SandboxParts } from '../parts.ts'
import { idAt, newStem, type AcceptedBatch } from './accepted-batch.ts'
import type { EmailReceipts } from './email-receipts.ts'
import { validateEmail, type ValidEmail } from './email-validation.ts'
import { messageOf, type ResendError } from './resend-errors.ts'

const MOST_IN_BATCH = 100
export interface EmailRequest {
  body: Buffer
  sha256: string
  number: number
  isBatch: boolean
  isPermissive: boolean
  idempotencyKey?: string | undefined
}

export type Acceptance = { error: ResendError } | { accepted: AcceptedBatch }

export function createEmailAcceptance(parts: SandboxParts, receipts: EmailReceipts) {
  function accept(request: EmailRequest): Acceptance {
    const emails = readEmails(request)
    if ('error' in emails) return emails
    const errors: { index: number; message: string }[] = []
    const valid: (ValidEmail | undefined)[] = []
    for (const [index, email] of emails.list.entries()) {
      const checked = check(email, request.isBatch)
      valid.push('valid' in checked ? checked.valid : undefined)
      if ('valid' in checked) continue
      if (!request.isPermissive) return checked
      errors.push({ index, message: messageOf(checked.error) })
    }
    const accepted: AcceptedBatch = { stem: newStem(), count: valid.length, ...(request.isPermissive && { errors }) }
    keep(request, accepted, valid, emails.list)
    return { accepted }
  }

  function keep(
    { body, sha256, number, isBatch, idempotencyKey }: EmailRequest,
    { stem, errors }: AcceptedBatch,
    valid: (ValidEmail | undefined)[],
    sent: unknown[],
  ): void {
    const at = parts.clock()
    const entries: Parameters<AcceptedLog['appendBatch']>[1] = []
    const isFollowed = !receipts.areOff()
    for (const [index, email] of valid.entries()) {
      if (!email) continue
      const { from, to, addresses, subject, tags } = email
      const id = idAt(stem, index)
      const recipient = addresses.length === 1 ? (addresses[0] ?? '') : addresses.join(', ')
      entries.push({
        id,
        to: recipient,
        index: isBatch ? index : undefined,
        campaign: campaignOfTags(tags),
        tags,
        batchErrors: entries.length === 0 ? errors : undefined,
      })
      const reference = tags[REFERENCE_TAG]
      const item = parts.inbox.addEmail({
        channel: 'email',
        id,
        at,
        status: 'accepted',
        from,
        to: to.length === 1 ? (to[0] ?? '') : to.join(', '),
        subject,
        body,
        index: isBatch ? index : -1,
        ...(reference !== undefined && { reference }),
      })
      if (isFollowed) receipts.follow({ id, from, to, subject, tags, createdAt: at }, item, addresses[0] ?? '', sent[index])
    }
    parts.log.appendBatch({ provider: 'resend', acceptedAt: new Date(at).toISOString(), request: number, sha256, idempotencyKey }, entries)
  }

  function check(email: unknown, isBatch: boolean): { valid: ValidEmail } | { error: ResendError } {
    const checked = validateEmail(email, isBatch)
    if ('error' in checked) return checked
    const isRefused = checked.valid.addresses.some((address) => parts.faults.hitsRecipient('invalid_recipient', 'resend', address))
    return isRefused
      ? { error: { name: 'validation_error', message: 'Invalid `to` field. The recipient does not accept email.' } }
      : checked
  }

  return { accept }
}

function readEmails({ body, isBatch }: EmailRequest): { list: unknown[] } | { error: ResendError } {
  const parsed = parseJson(body)
  if (!isBatch)
    return parsed === undefined || Array.isArray(parsed)
      ? { error: { name: 'validation_error', message: 'The request body must be a JSON object.' } }
      : { list: [parsed] }
  if (!Array.isArray(parsed)) return { error: { name: 'validation_error', message: 'The request body must be a JSON array of emails.' } }
  if (parsed.length < 1 || parsed.length > MOST_IN_BATCH)
    return { error: { name: 'validation_error', message: `A batch must hold between 1 and ${MOST_IN_BATCH} emails.` } }
  return { list: parsed }
}
