/**
 * How the simulated world behaves once a message is accepted: whether it is delivered, who bounces, opens,
 * clicks, complains or unsubscribes, and when and whether the provider tells. Every outcome depends on the seed
 * and the address alone.
 */
import { z } from 'zod'

export const OUTCOMES = ['delivered', 'bounced', 'soft_bounced', 'delayed', 'complained', 'failed', 'suppressed', 'silent'] as const
export type Outcome = (typeof OUTCOMES)[number]

const rate = z.number().min(0).max(1)

const behaviourSchema = z.strictObject({
  /** False: messages are accepted and nothing more is ever heard of them than `sent` or `submitted`. */
  deliver: z.boolean(),
  bounceRate: rate,
  softBounceRate: rate,
  delayRate: rate,
  complaintRate: rate,
  openRate: rate,
  clickRate: rate,
  /** Scanners that fetch every picture and link at once. */
  botRate: rate,
  unsubscribeRate: rate,
  /** From acceptance to `delivered`. Readers take 2 to 20 times as long. */
  receiptDelayMs: z.int().min(0).max(86_400_000),
  receipts: z.enum(['auto', 'manual', 'off']),
  /** How long an accepted SMS stays invisible to the Reports API. */
  reportsDelayMs: z.int().min(0).max(86_400_000),
  /** Resend's own open and click tracking: `email.opened` and `email.clicked` besides what readers fetch. */
  providerTracking: z.boolean(),
  /** Outcomes of single addresses (lower case) or phone numbers (digits alone), before any rate. */
  outcomes: z.record(z.string(), z.enum(OUTCOMES)),
  /** Where receipts and inbound messages are posted: `<base>/webhooks/…`. */
  webhookBaseUrl: z.url({ protocol: /^https?$/ }).nullable(),
})

export type Behaviour = z.output<typeof behaviourSchema>

/** A change of some fields; those not named stay as they are. */
export const behaviourChangeSchema = behaviourSchema.partial()
export type BehaviourChange = z.output<typeof behaviourChangeSchema>

/** Everything arrives, nobody reacts. */
const DEFAULT_BEHAVIOUR: Behaviour = {
  deliver: true,
  bounceRate: 0,
  softBounceRate: 0,
  delayRate: 0,
  complaintRate: 0,
  openRate: 0,
  clickRate: 0,
  botRate: 0,
  unsubscribeRate: 0,
  receiptDelayMs: 200,
  receipts: 'auto',
  reportsDelayMs: 0,
  providerTracking: false,
  outcomes: {},
  webhookBaseUrl: null,
}

/** A store's usual public, for development: most messages arrive, a third of the emails are opened. */
export const LIFELIKE_BEHAVIOUR: BehaviourChange = {
  bounceRate: 0.008,
  softBounceRate: 0.004,
  complaintRate: 0.0004,
  openRate: 0.36,
  clickRate: 0.06,
  botRate: 0.04,
  unsubscribeRate: 0.003,
  receiptDelayMs: 1_500,
  reportsDelayMs: 2_000,
}

export interface BehaviourStore {
  get(): Behaviour
  change(change: BehaviourChange): Behaviour
  reset(): Behaviour
}

export function createBehaviourStore(initial: BehaviourChange): BehaviourStore {
  let current: Behaviour = { ...DEFAULT_BEHAVIOUR, ...initial }
  return {
    get: () => current,
    change: (change) => (current = { ...current, ...change }),
    reset: () => (current = { ...DEFAULT_BEHAVIOUR, ...initial }),
  }
}
