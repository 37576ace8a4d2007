/** One entry of the control API's table, and the small things its handlers share. */
import type { z } from 'zod'
import { parseJson, replyJson, type Reply } from '../http-exchange.ts'
import type { SandboxParts } from '../parts.ts'
import type { PushService } from '../push/push-service.ts'
import type { LogSummary, SummaryFilter } from '../log/log-summary.ts'
import type { EmailEventType, EventDetails, SentEmail } from '../resend/email-events.ts'
import type { SandboxStoreAdmin } from '../store-admin/store-admin.ts'
import type { InboundSms } from '../vonage/sms-receipts.ts'

/** What the control API and the pages may do besides reading the parts. */
export interface Controls {
  parts: SandboxParts
  push: PushService
  storeAdmin: SandboxStoreAdmin
  announce(type: EmailEventType, email: SentEmail, details?: EventDetails): Promise<number>
  /** Posts one status of an SMS; undefined where it is not known. */
  announceSms(id: string, status: 'delivered' | 'undeliverable' | 'rejected'): Promise<number | undefined>
  receive(sms: InboundSms): Promise<{ id: string; status: number }>
  summarise(filter?: SummaryFilter): Promise<LogSummary>
  clearLog(): Promise<void>
  reset(): Promise<void>
}

export interface ControlRequest {
  /** What the pattern's groups matched. */
  params: string[]
  query: URLSearchParams
  body: Buffer
  origin: string
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/_sandbox`. */
  pattern: RegExp
  handle(request: ControlRequest, controls: Controls): Reply | Promise<Reply>
}

/** The body under its schema, or the reply that says what is wrong with it. An empty body is an empty object. */
export function parseBody<T>(schema: z.ZodType<T>, body: Buffer): { value: T } | { wrong: Reply } {
  const parsed = schema.safeParse(body.length === 0 ? {} : parseJson(body))
  if (parsed.success) return { value: parsed.data }
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return { wrong: replyJson(422, { error: 'invalid_request', issues }) }
}

export function replyNotFound(what: string): Reply {
  return replyJson(404, { error: 'not_found', message: `No such ${what}.` })
}
