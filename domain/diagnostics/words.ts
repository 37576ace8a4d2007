/** The words of closed lists as parts of sentences. A word that is not known stands for itself. */

const reasons: Readonly<Record<string, string>> = {
  no_address: 'there is no address for it',
  not_subscribed: 'there is no consent to it',
  suppressed: 'the address is suppressed',
  cooldown: 'the last contact was too recent',
  quiet_hours: 'it is night where the customer lives',
  holdout: 'the customer is in the holdout, to measure the lift',
  excluded: 'the customer is excluded',
  duplicate_address: 'another customer with the same address gets it',
  budget_exhausted: 'the budget is used up',
  template_error: 'the message cannot be filled in',
  provider_rejected: 'the provider refused it',
  soft_bounced: 'it bounced for now, as from a full mailbox',
  expired: 'it came too late',
  campaign_stopped: 'the campaign was stopped',
  activation_window: 'the time at which journeys may start never comes again',
  autopilot_retired: 'the autopilot was retired',
  limit_per_customer: 'the customer has had as many of the offer as one may have',
  open_vouchers_limit: 'the customer has as many open vouchers as one may have',
  offer_ended: 'the offer has ended',
  offer_needs_cap: 'the offer has no cap, which the budget needs',
  other_currency: 'the offer is in another currency than the budget',
  unknown_customer: 'the customer is gone',
  unknown_offer: 'the offer does not exist',
}

export function wordReason(reason: string): string {
  return reasons[reason] ?? reason.replaceAll('_', ' ')
}

const endings: Readonly<Record<string, string>> = {
  last_step: 'every step was taken',
  ordered: 'an order came',
  voucher_redeemed: 'the voucher was redeemed',
  event: 'the event came that ends it',
  rule: 'the exit rule became true',
  opted_out: 'the customer opted out of every channel that was left',
  erased: 'the customer was erased',
  ends_after: 'its time was up',
  cancelled_by_operator: 'an operator cancelled it',
  cancelled_in_temporal: 'it was cancelled in Temporal',
  terminated_in_temporal: 'its run was terminated in Temporal',
  run_failed: 'its run failed',
  run_timed_out: 'its run had gone on for longer than a run may',
}

export function wordEnding(reason: string): string {
  return endings[reason] ?? (reasons[reason] === undefined ? `“${reason}”` : wordReason(reason))
}

/** What a journey can be told, or wait for: `an order`, `a click on the message of step “mail”`. */
export function wordFact(fact: string): string {
  if (fact === 'time') return 'its time'
  if (fact === 'receipt') return 'the message’s receipt'
  if (fact === 'cooldown') return 'the end of the cooldown'
  if (fact === 'quiet_hours') return 'the end of the quiet hours'
  if (fact === 'page_claim') return 'the page that it is on to be sent'
  if (fact === 'ordered') return 'an order'
  if (fact === 'voucher_accepted') return 'the voucher to be accepted'
  if (fact === 'voucher_redeemed') return 'the voucher to be redeemed'
  if (fact.startsWith('clicked:')) return `a click in the message of step “${fact.slice('clicked:'.length)}”`
  if (fact.startsWith('exit:')) return 'the event of an exit rule'
  if (fact.startsWith('step:')) return 'the event that the step waits for'
  if (fact.startsWith('settled:')) return 'the message’s receipt'
  return fact.replaceAll('_', ' ')
}

/** The same as something that has happened: `an order came`. */
export function wordHappened(fact: string): string {
  if (fact === 'ordered') return 'an order came'
  if (fact === 'voucher_accepted') return 'the voucher was accepted'
  if (fact === 'voucher_redeemed') return 'the voucher was redeemed'
  if (fact.startsWith('clicked:')) return `a link was clicked in the message of step “${fact.slice('clicked:'.length)}”`
  if (fact.startsWith('settled:')) return 'the message’s receipt came'
  return `${wordFact(fact)} came`
}

const channelWords: Readonly<Record<string, string>> = { email: 'email', sms: 'SMS', push: 'push' }

/** `SMS`; `a message` where there is no channel. */
export function wordChannel(channel: string | null): string {
  return channel === null ? 'a message' : (channelWords[channel] ?? channel)
}

const triggers: Readonly<Record<string, string>> = {
  quiet_for: 'had not ordered for long enough',
  personal_date: 'had a day of the year coming',
  segment_entered: 'entered the segment',
  audience_entered: 'entered the audience',
  audience_stayed: 'stayed in the audience long enough',
  event: 'did what the autopilot waits for',
}

export function wordTrigger(trigger: string): string {
  return triggers[trigger] ?? trigger.replaceAll('_', ' ')
}

const voucherEvents: Readonly<Record<string, string>> = {
  reserved: 'A voucher was reserved',
  issued: 'A voucher was given',
  delivered: 'The voucher reached the customer',
  undeliverable: 'The voucher could not be delivered',
  accepted: 'The customer accepted the voucher',
  locked: 'A checkout locked the voucher',
  unlocked: 'The checkout let go of the voucher',
  redeemed: 'The voucher was redeemed',
  reopened: 'The voucher opened again, because its order was cancelled or refunded',
  rolled_back: 'The voucher ended with its order, which was cancelled or refunded',
  expired: 'The voucher expired',
  revoked: 'The voucher was revoked',
}

export function wordVoucherEvent(event: string): string {
  return voucherEvents[event] ?? `The voucher: ${event.replaceAll('_', ' ')}`
}
