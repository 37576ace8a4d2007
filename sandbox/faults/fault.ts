/**
 * What can be made to go wrong, as the control API takes it. A fault happens to the share `rate` of what it
 * applies to, or to the next `count` of them, or (with neither) to all of them.
 */
import { z } from 'zod'

/** Before the provider has taken the message: it was certainly not accepted. */
export const ARRIVAL_KINDS = ['rate_limited', 'low_balance', 'server_error', 'server_error_null_body', 'reset_before'] as const
/** After it has: the message was accepted and the caller cannot know. */
export const REPLY_KINDS = ['reset_after_acceptance', 'truncated_reply', 'bad_json'] as const
/** For one recipient. */
const RECIPIENT_KINDS = ['invalid_recipient', 'gone'] as const
const RECEIPT_KINDS = ['receipts_out_of_order', 'receipts_twice', 'receipts_late', 'receipts_off'] as const
export const FAULT_KINDS = ['latency', ...ARRIVAL_KINDS, ...REPLY_KINDS, ...RECIPIENT_KINDS, ...RECEIPT_KINDS] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

export const faultSchema = z.strictObject({
  provider: z.enum(['resend', 'vonage', 'push', 'all']),
  kind: z.enum(FAULT_KINDS),
  rate: z.number().min(0).max(1).optional(),
  count: z.int().min(1).max(1_000_000).optional(),
  params: z
    .strictObject({
      /** latency, receipts_late: how long. */
      ms: z.int().min(0).max(3_600_000).optional(),
      /** latency: up to this much more. */
      jitterMs: z.int().min(0).max(3_600_000).optional(),
      /** rate_limited, and server_error where the provider says so: the `Retry-After` header, in seconds. */
      retryAfterSeconds: z.int().min(0).max(86_400).optional(),
      /** rate_limited: only requests beyond this many within one second are refused. */
      requestsPerSecond: z.int().min(1).optional(),
      /** Which of the provider's endpoints; `send` when absent. */
      endpoint: z.enum(['send', 'lookup', 'any']).optional(),
      /** invalid_recipient, gone: exactly these addresses or subscription ids. */
      addresses: z.array(z.string()).max(10_000).optional(),
      /** server_error, server_error_null_body: the message is accepted all the same. */
      afterAcceptance: z.boolean().optional(),
    })
    .default({}),
})

export const faultListSchema = z.strictObject({ seed: z.int().optional(), faults: z.array(faultSchema).max(100) })

export type Fault = z.output<typeof faultSchema>
export type FaultInput = z.input<typeof faultSchema>
