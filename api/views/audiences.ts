/** Audiences as people read them: `aud_…` ids, the rule in its three forms, and what it names by name. */
import type { z } from 'zod'
import type { AudienceUse } from '../../db/queries/audiences/audience-links.ts'
import type { AudienceSize } from '../../db/queries/audiences/audience-sizes.ts'
import type { AudienceExport } from '../../db/queries/audiences/exports.ts'
import type { SavedAudience } from '../../db/queries/audiences/audiences.ts'
import type { NamedRecords } from '../../db/queries/audiences/named-records.ts'
import { isExportEnded } from '../../domain/audience-exports.ts'
import { locateReferences } from '../../domain/audience-references.ts'
import { formatRule } from '../../domain/audience-rules/format-rule.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { describeInWords } from '../audiences/name-records.ts'
import { viewReferences } from '../audiences/usable-references.ts'
import type { audienceExportSchema } from '../schemas/audience-exports.ts'
import type { audienceSchema, audienceSizeSchema, audienceUseSchema, checkedRuleSchema } from '../schemas/audiences.ts'
import { formatInstant, type TemporalPlace } from './broadcasts.ts'

export function viewRule(rule: Rule, records: NamedRecords): z.input<typeof checkedRuleSchema> {
  return {
    rule,
    text: formatRule(rule),
    words: describeInWords(rule, records),
    references: viewReferences(locateReferences(rule), records),
  }
}

/** @param latest the latest count, if it was ever counted */
export function viewAudience(audience: SavedAudience, records: NamedRecords, latest?: AudienceSize): z.input<typeof audienceSchema> {
  return {
    id: formatId('audience', audience.id),
    name: audience.name,
    ...viewRule(audience.rule, records),
    isPinned: audience.isPinned,
    isArchived: audience.archivedAt !== null,
    archivedAt: formatInstant(audience.archivedAt),
    copiedFrom: audience.copiedFrom === null ? null : formatId('audience', audience.copiedFrom),
    version: audience.version,
    latest: latest === undefined ? null : viewSize(latest),
    createdAt: audience.createdAt.toISOString(),
    updatedAt: audience.updatedAt.toISOString(),
  }
}

export function viewSize({ day, version, countedAt, ...figures }: AudienceSize): z.input<typeof audienceSizeSchema> {
  return { day, version, countedAt: countedAt.toISOString(), ...viewFigures(figures) }
}

export function viewFigures({
  customers,
  reach,
  periodDays,
  orders,
  netMinor,
  currency,
}: Omit<AudienceSize, 'day' | 'version' | 'countedAt'>) {
  return {
    customers,
    reach,
    periodDays,
    orders,
    revenue: { amountMinor: netMinor, currency },
    averageOrder: orders === 0 ? null : { amountMinor: Math.round(netMinor / orders), currency },
  }
}

export function viewUse({ kind, id, name, status, isArchived, through }: AudienceUse): z.input<typeof audienceUseSchema> {
  return {
    kind,
    id: formatId(kind, id),
    name,
    status,
    isArchived,
    through: through === null ? null : { id: formatId('audience', through.id), name: through.name },
  }
}

export function viewExport(job: AudienceExport, at: Date, { uiUrl, namespace }: TemporalPlace): z.input<typeof audienceExportSchema> {
  const isThere = job.status === 'done' && job.expiresAt !== null && job.expiresAt > at
  const id = formatId('audienceExport', job.id)
  return {
    id,
    audienceId: formatId('audience', job.audienceId),
    audienceName: job.audienceName,
    kind: job.kind,
    includesUnreachable: job.includesUnreachable,
    status: job.status,
    isFinished: isExportEnded(job.status),
    members: job.members,
    membersDone: job.membersDone,
    rows: job.rowsWritten,
    bytes: job.bytesWritten,
    columns: job.columns,
    errorCode: job.errorCode,
    fileUrl: isThere ? `/api/v1/exports/${id}/file.csv` : null,
    createdAt: job.createdAt.toISOString(),
    startedAt: formatInstant(job.startedAt),
    finishedAt: formatInstant(job.finishedAt),
    expiresAt: formatInstant(job.expiresAt),
    temporalUrl: `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowIds.audienceExport(job.id))}`,
  }
}
