/** Facts of a customer's life as the API tells them. */
import type { z } from 'zod'
import type { NamedRecords } from '../../db/queries/audiences/named-records.ts'
import type { TimelineRow } from '../../db/queries/customers/list-timeline.ts'
import type { Reference } from '../../domain/audience-references.ts'
import { tellTimelineFact } from '../../domain/customer-timeline.ts'
import { formatId } from '../../domain/ids.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { nameSegment } from '../../domain/segments.ts'
import type { timelineEntrySchema } from '../schemas/customer-timeline.ts'

type Entry = z.input<typeof timelineEntrySchema>

/** The records that a row names. */
export function listTimelineReferences({ campaignKind, campaignId, details }: TimelineRow): Reference[] {
  const offer = readText(details['offerId'])
  return [
    ...(campaignId !== null && isNamedKind(campaignKind) ? [{ kind: campaignKind, id: campaignId }] : []),
    ...(offer === null ? [] : [{ kind: 'offer' as const, id: offer }]),
  ]
}

export function viewTimelineEntry(row: TimelineRow, records: NamedRecords): Entry {
  const { key, at, kind, what, channel, reason, details } = row
  const [voucherId, journeyId, order] = [readText(details['voucherId']), readText(details['journeyId']), readText(details['order'])]
  return {
    id: key,
    at: at.toISOString(),
    ...{ kind, what, channel, reason },
    sentence: tellTimelineFact({ kind, what, channel, reason, details: kind === 'segment' ? nameSegments(details) : details }),
    until: readText(details['until']),
    campaign: viewCampaign(row, records),
    journeyId: journeyId === null ? null : formatId('journey', journeyId),
    voucher:
      voucherId === null
        ? null
        : { id: formatId('voucher', voucherId), offerName: records.get(readText(details['offerId']) ?? '')?.name ?? null },
    order: order === null ? null : { externalId: order, amount: viewAmount(details) },
    inputs: isRecord(details['inputs']) ? details['inputs'] : null,
    source: readText(details['source']),
    address: readText(details['address']),
    wordingVersion: readText(details['wordingVersion']),
  }
}

function viewCampaign({ campaignKind, campaignId }: TimelineRow, records: NamedRecords): Entry['campaign'] {
  if (campaignKind === null || campaignId === null) return null
  if (campaignKind === 'direct') return { kind: campaignKind, id: formatId('offer', campaignId), name: null }
  if (!isNamedKind(campaignKind)) return { kind: campaignKind, id: campaignId, name: null }
  return { kind: campaignKind, id: formatId(campaignKind, campaignId), name: records.get(campaignId)?.name ?? null }
}

function isNamedKind(kind: string | null): kind is 'broadcast' | 'promotion' | 'autopilot' {
  return kind === 'broadcast' || kind === 'promotion' || kind === 'autopilot'
}

function viewAmount({ amountMinor, currency }: TimelineRow['details']) {
  return typeof amountMinor === 'number' && typeof currency === 'string' && amountMinor > 0 ? { amountMinor, currency } : null
}

function nameSegments({ entered, exited }: TimelineRow['details']) {
  const name = (keys: unknown) => (Array.isArray(keys) ? segmentKeys.filter((key) => keys.includes(key)).map(nameSegment) : [])
  return { entered: name(entered), exited: name(exited) }
}

function readText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
