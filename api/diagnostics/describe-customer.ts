/** A customer as they stand now: what they allow, when the next marketing message may come, their vouchers and the journeys that they are on. */
import type { z } from 'zod'
import { readCustomerState } from '../../db/queries/diagnostics/read-customer-state.ts'
import { readDeliveries } from '../../db/queries/diagnostics/read-evidence.ts'
import { readKeptJourneys } from '../../db/queries/diagnostics/read-journeys.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { Sql } from '../../db/client.ts'
import { findNext } from '../../domain/diagnostics/next-action.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { ContactPolicySettings } from '../../domain/settings.ts'
import type { ApiDependencies } from '../dependencies.ts'
import type { diagnosticsSchema } from '../schemas/diagnostics.ts'
import { formatInstant } from '../views/broadcasts.ts'
import { viewNext } from '../views/diagnostics.ts'
import { linkRun } from '../views/temporal-links.ts'

type CustomerView = NonNullable<z.input<typeof diagnosticsSchema>['customer']>

interface Asked {
  sql: Sql
  at: Date
  dependencies: ApiDependencies
}

export async function describeCustomer(
  { sql, at, dependencies }: Asked,
  { customerId, timeZone }: { customerId: string; timeZone: string },
): Promise<CustomerView> {
  const id = formatId('customer', customerId)
  const state = await readCustomerState(sql, customerId)
  if (state === undefined) return { id, isErased: true, externalId: null, name: null, channels: [], vouchers: [], running: [] }
  const { value: policy } = await readSettings(sql, 'contact_policy')
  const name = [state.firstName, state.lastName].filter((part) => part !== null && part !== '').join(' ')
  return {
    ...{ id, isErased: false, externalId: state.externalId, name: name === '' ? null : name },
    channels: state.channels.map((channel) => ({
      ...channel,
      lastContactAt: formatInstant(channel.lastContactAt),
      nextContactAt: formatInstant(findNextContact(policy, state.lastContactAt, channel, at)),
    })),
    vouchers: state.vouchers.map((voucher) => ({
      id: formatId('voucher', voucher.id),
      offer: { id: formatId('offer', voucher.offerId), name: voucher.offerName },
      status: voucher.status,
      validUntil: voucher.validUntil.toISOString(),
      campaign: { kind: voucher.campaignKind, id: formatVoucherCampaign(voucher) },
    })),
    running: await listRunning(sql, customerId, { journeyIds: state.runningJourneyIds, timeZone, dependencies }),
  }
}

function formatVoucherCampaign({ campaignKind, campaignId }: { campaignKind: string; campaignId: string }): string {
  if (campaignKind === 'autopilot' || campaignKind === 'promotion') return formatId(campaignKind, campaignId)
  return campaignKind === 'direct' ? formatId('offer', campaignId) : campaignId
}

/** As `domain/contact-policy` has it; null where the next may come now. */
function findNextContact(
  { cooldownMs, channelCooldownMs }: ContactPolicySettings,
  lastContactAt: Date | null,
  { channel, lastContactAt: lastOfChannel }: { channel: 'email' | 'sms' | 'push'; lastContactAt: Date | null },
  now: Date,
): Date | null {
  const ends = [
    lastContactAt === null ? 0 : lastContactAt.getTime() + cooldownMs,
    lastOfChannel === null ? 0 : lastOfChannel.getTime() + (channelCooldownMs[channel] ?? 0),
  ]
  const end = Math.max(...ends)
  return end > now.getTime() ? new Date(end) : null
}

async function listRunning(
  sql: Sql,
  customerId: string,
  { journeyIds, timeZone, dependencies }: { journeyIds: readonly string[]; timeZone: string; dependencies: ApiDependencies },
): Promise<CustomerView['running']> {
  const kept = await readKeptJourneys(sql, journeyIds)
  const running = [...kept.values()].map(({ journey }) => ({ journeyId: journey.id, campaignId: journey.autopilotId }))
  const deliveries = await readDeliveries(sql, customerId, running)
  return journeyIds.flatMap((journeyId) => {
    const found = kept.get(journeyId)
    if (found === undefined) return []
    const { journey, notes } = found
    return {
      journeyId: formatId('journey', journeyId),
      campaign: { kind: 'autopilot' as const, id: formatId('autopilot', journey.autopilotId), name: journey.autopilotName },
      next: viewNext(findNext({ journey, deliveries: deliveries.filter(({ runId }) => runId === journeyId), notes }, null), timeZone),
      temporalUrl: journey.startedAt === null ? null : linkRun(workflowIds.journey(journey), dependencies.config.temporal),
    }
  })
}
