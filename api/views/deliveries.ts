/** Rows of the ledger as people read them. */
import type { z } from 'zod'
import type { ContactRow } from '../../db/queries/broadcast-report/list-contacts.ts'
import type { DeliveryRow } from '../../db/queries/broadcast-report/list-deliveries.ts'
import { formatId } from '../../domain/ids.ts'
import type { contactSchema, deliverySchema } from '../schemas/deliveries.ts'
import { formatInstant } from './broadcasts.ts'

export function viewDelivery(row: DeliveryRow): z.input<typeof deliverySchema> {
  return { ...viewRow(row), customerExternalId: row.customerExternalId }
}

export function viewContact(row: ContactRow): z.input<typeof contactSchema> {
  const { sendId, campaignKind, campaignName, isMarketing, events } = row
  const isNamed = campaignKind === 'broadcast' || campaignKind === 'promotion' || campaignKind === 'autopilot'
  const campaignId = isNamed ? formatId(campaignKind, row.campaignId) : row.campaignId
  return { sendId, campaignKind, campaignId, campaignName, isMarketing, ...viewRow(row), events }
}

function viewRow(row: Omit<DeliveryRow, 'customerExternalId'>) {
  return {
    customerId: formatId('customer', row.customerId),
    channel: row.channel,
    status: row.status,
    reason: row.reason,
    errorCode: row.errorCode,
    deferUntil: formatInstant(row.deferUntil),
    policyInputs: row.policyInputs,
    claimedAt: row.claimedAt.toISOString(),
    attemptedAt: formatInstant(row.attemptedAt),
    acceptedAt: formatInstant(row.acceptedAt),
    settledAt: formatInstant(row.settledAt),
    providerMessageId: row.providerMessageId,
    smsParts: row.smsParts,
  }
}
