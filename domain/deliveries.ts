/** The ledger's closed lists (DESIGN 3). */

export const skipReasons = [
  'no_address',
  'not_subscribed',
  'suppressed',
  'cooldown',
  'quiet_hours',
  'holdout',
  'excluded',
  'duplicate_address',
  'budget_exhausted',
  'template_error',
  'provider_rejected',
  'expired',
  'campaign_stopped',
] as const
export type SkipReason = (typeof skipReasons)[number]

export const deliveryStatuses = [
  'skipped',
  'deferred',
  'sending',
  'failed',
  'unknown',
  'accepted',
  'delivered',
  'undeliverable',
  'bounced',
] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]
