/**
 * Why an address must not be written to, from the weakest reason to the strongest: one address has one, and a stronger one replaces it, so that a
 * START, which lifts `stop` alone, does not lift what an operator has blacklisted.
 */

export const suppressionReasons = ['soft_bounces', 'invalid', 'hard_bounce', 'stop', 'complaint', 'blacklist'] as const
export type SuppressionReason = (typeof suppressionReasons)[number]
