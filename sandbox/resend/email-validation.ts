/**
 * Resend's rules for one email, in its own words: who it is from and to, that it has a subject and a body, what
 * tags may hold, and what a batch does not take.
 */
import { isRecord } from '../http-exchange.ts'
import type { ResendError } from './resend-errors.ts'

export interface ValidEmail {
  from: string
  /** As sent. */
  to: string[]
  /** The bare addresses of `to`. */
  addresses: string[]
  subject: string
  tags: Record<string, string>
}

const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i
const TAG = /^[\w-]{1,256}$/
const MOST_RECIPIENTS = 50
const FORMAT = 'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.'

export function validateEmail(email: unknown, isInBatch: boolean): { valid: ValidEmail } | { error: ResendError } {
  if (!isRecord(email)) return { error: { name: 'validation_error', message: 'The email must be an object.' } }
  for (const field of ['from', 'to', 'subject'] as const) {
    if (email[field] === undefined || email[field] === null || email[field] === '')
      return { error: { name: 'missing_required_field', message: `Missing \`${field}\` field.` } }
  }
  if (typeof email.from !== 'string' || bareAddress(email.from) === undefined) return { error: { name: 'invalid_from_address' } }
  if (typeof email.subject !== 'string') return { error: { name: 'validation_error', message: 'The `subject` field must be a `string`.' } }
  if (!hasBody(email)) return { error: { name: 'missing_required_field', message: 'Missing `html` or `text` field.' } }
  const to = listOf(email.to)
  const addresses = to.map((entry) => bareAddress(entry))
  if (addresses.length === 0 || addresses.includes(undefined))
    return { error: { name: 'validation_error', message: `Invalid \`to\` field. ${FORMAT}` } }
  if (to.length > MOST_RECIPIENTS)
    return { error: { name: 'validation_error', message: `The \`to\` field must not have more than ${MOST_RECIPIENTS} items.` } }
  const error = checkRest(email, isInBatch)
  if (error) return { error }
  const tags = email.tags === undefined ? {} : readTags(email.tags)
  if (!tags)
    return { error: { name: 'validation_error', message: 'Tags should only contain ASCII letters, numbers, underscores, or dashes.' } }
  return { valid: { from: email.from, to, addresses: addresses as string[], subject: email.subject, tags } }
}

function hasBody(email: Record<string, unknown>): boolean {
  return (typeof email.html === 'string' && email.html !== '') || (typeof email.text === 'string' && email.text !== '')
}

function checkRest(email: Record<string, unknown>, isInBatch: boolean): ResendError | undefined {
  for (const field of ['cc', 'bcc', 'reply_to'] as const) {
    if (email[field] !== undefined && email[field] !== null && listOf(email[field]).some((entry) => bareAddress(entry) === undefined)) {
      return { name: 'validation_error', message: `Invalid \`${field}\` field. ${FORMAT}` }
    }
  }
  if (isInBatch && email.attachments !== undefined)
    return { name: 'validation_error', message: 'The `attachments` field is not supported in batch emails.' }
  if (isInBatch && email.scheduled_at !== undefined)
    return { name: 'validation_error', message: 'The `scheduled_at` field is not supported in batch emails.' }
  if (email.headers !== undefined && !isRecord(email.headers))
    return { name: 'validation_error', message: 'The `headers` field must be an object.' }
  return undefined
}

/** `a@b.c` of `a@b.c` or `Name <a@b.c>`; undefined when it is neither. */
function bareAddress(entry: unknown): string | undefined {
  if (typeof entry !== 'string') return undefined
  const open = entry.endsWith('>') ? entry.lastIndexOf('<') : -1
  const address = open === -1 ? entry.trim() : entry.slice(open + 1, -1)
  return ADDRESS.test(address) ? address : undefined
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]) as string[]
}

/** Undefined when a tag has no name or value, or one with characters that Resend does not take. */
function readTags(list: unknown): Record<string, string> | undefined {
  if (!Array.isArray(list)) return undefined
  const tags: Record<string, string> = {}
  for (const tag of list as unknown[]) {
    if (!isRecord(tag) || typeof tag.name !== 'string' || !TAG.test(tag.name) || typeof tag.value !== 'string' || !TAG.test(tag.value))
      return undefined
    tags[tag.name] = tag.value
  }
  return tags
}
