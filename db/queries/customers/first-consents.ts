/** What comes of the consent that a customer is created with: there is no history, and no other address. */
import type { ChannelName } from '../../../domain/channels.ts'
import {
  type ConsentDecision,
  type ConsentOutcome,
  type ConsentStatement,
  type ConsentStatus,
  decideConsent,
} from '../../../domain/consents.ts'
import type { CustomerWrite } from '../../../domain/customers.ts'
import { createRowId } from '../../uuids.ts'
import { type Evidence, toEvidence } from '../consent-evidence.ts'

const channels = ['email', 'sms', 'push'] as const satisfies readonly ChannelName[]

const noConsents = { email_consent: 'never', sms_consent: 'never', push_consent: 'never' } as const

export function settleFirstConsents(row: CustomerWrite): Record<`${ChannelName}_consent`, ConsentStatus> {
  if (row.consents === undefined) return noConsents
  const settle = (channel: ChannelName) =>
    decideFirst(row, channel)?.isApplied === true ? (row.consents?.[channel]?.status ?? 'never') : 'never'
  return { email_consent: settle('email'), sms_consent: settle('sms'), push_consent: settle('push') }
}

export function listFirstEvidence(customerId: string, row: CustomerWrite): Evidence[] {
  return channels.flatMap((channel) => {
    const statement = row.consents?.[channel]
    const decision = decideFirst(row, channel)
    if (statement === undefined || decision === undefined) return []
    const { occurredAt } = statement
    // One for each channel: they need no order.
    return [toEvidence({ ...statement, customerId, channel }, { ...decision, previousStatus: 'never', occurredAt }, createRowId())]
  })
}

/** What came of each statement. */
export function listFirstOutcomes(row: CustomerWrite): ConsentOutcome[] {
  if (row.consents === undefined) return []
  return channels.flatMap((channel) => {
    const statement = row.consents?.[channel]
    return statement === undefined ? [] : [{ channel, status: statement.status, decision: decide(statement, row, channel) }]
  })
}

/** Undefined for what leaves no trace. */
function decideFirst(row: CustomerWrite, channel: ChannelName): { isApplied: boolean; address: string | null } | undefined {
  const statement = row.consents?.[channel]
  if (statement === undefined) return undefined
  const { kind } = decide(statement, row, channel)
  return kind === 'ignore' ? undefined : { isApplied: kind === 'apply', address: addressOn(row, channel) }
}

function decide(statement: Omit<ConsentStatement, 'channel'>, row: CustomerWrite, channel: ChannelName): ConsentDecision {
  return decideConsent(statement, { status: 'never', address: addressOn(row, channel), latestAt: null, before: 'none' })
}

function addressOn({ email = null, phone = null }: CustomerWrite, channel: ChannelName): string | null {
  return { email, sms: phone, push: null }[channel]
}
