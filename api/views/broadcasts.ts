/** A broadcast as people read it: `brd_…` ids, instants in RFC 3339, and where its run is in the Temporal UI. */
import type { z } from 'zod'
import type { Broadcast } from '../../db/queries/broadcasts.ts'
import type { NamedRecords } from '../../db/queries/audiences/named-records.ts'
import { locateAudienceReferences } from '../../domain/audience-references.ts'
import type { AudiencePart } from '../../domain/audiences.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { describeAudience } from '../audiences/name-records.ts'
import { viewReferences } from '../audiences/usable-references.ts'
import type { briefBroadcastSchema, broadcastSchema } from '../schemas/broadcasts.ts'

export interface TemporalPlace {
  /** Without a slash at the end. */
  uiUrl: string
  namespace: string
}

type BroadcastView = z.input<typeof broadcastSchema>

/** @param records what its audience names (`readNamesOfAudiences`) */
export function viewBroadcast(broadcast: Broadcast, records: NamedRecords, temporal: TemporalPlace): BroadcastView {
  return { ...viewBriefly(broadcast, records, temporal), message: broadcast.message }
}

/** Without its message. */
export function viewBriefly(
  broadcast: Omit<Broadcast, 'message'>,
  records: NamedRecords,
  temporal: TemporalPlace,
): z.input<typeof briefBroadcastSchema> {
  return {
    id: formatId('broadcast', broadcast.id),
    name: broadcast.name,
    channel: broadcast.channel,
    status: broadcast.status,
    audience: { include: broadcast.audience.include.map(viewPart), exclude: broadcast.audience.exclude.map(viewPart) },
    audienceWords: describeAudience(broadcast.audience, records),
    references: viewReferences(locateAudienceReferences(broadcast.audience), records),
    schedule: broadcast.schedule,
    holdoutPercent: broadcast.holdoutPercent,
    maxMessages: broadcast.maxMessages,
    expiresAt: formatInstant(broadcast.expiresAt),
    version: broadcast.version,
    copiedFrom: broadcast.copiedFrom === null ? null : formatId('broadcast', broadcast.copiedFrom),
    createdAt: broadcast.createdAt.toISOString(),
    updatedAt: broadcast.updatedAt.toISOString(),
    startedAt: formatInstant(broadcast.startedAt),
    finishedAt: formatInstant(broadcast.finishedAt),
    temporalUrl: findTemporalUrl(broadcast, temporal),
  }
}

/** Null while there is no run to see. */
export function findTemporalUrl({ id, status }: Pick<Broadcast, 'id' | 'status'>, { uiUrl, namespace }: TemporalPlace): string | null {
  if (status === 'draft') return null
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowIds.broadcast(id))}`
}

/** A part of an audience, as it can be sent back. */
export function viewPart(part: AudiencePart): BroadcastView['audience']['include'][number] {
  switch (part.kind) {
    case 'customers':
      return { kind: 'customers', customerIds: part.customerIds.map((id) => formatId('customer', id)) }
    case 'group':
      return { kind: 'group', groupId: formatId('group', part.groupId) }
    case 'audience':
      return { kind: 'audience', audienceId: formatId('audience', part.audienceId) }
    case 'everyone':
    case 'segment':
    case 'rfmCell':
    case 'rule':
      return part
  }
}

export function formatInstant(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}
