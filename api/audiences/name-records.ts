/** Rules in words: what they name is called by its name. */
import { type NamedRecords, readNamedRecords } from '../../db/queries/audiences/named-records.ts'
import type { Sql } from '../../db/client.ts'
import { describeRule } from '../../domain/audience-rules/describe-rule.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import { locateAudienceReferences, locateReferences } from '../../domain/audience-references.ts'
import type { Audience, AudiencePart } from '../../domain/audiences.ts'
import { formatId } from '../../domain/ids.ts'
import { nameRfmCell } from '../../domain/rfm-cells.ts'
import { nameSegment } from '../../domain/segments.ts'

/** A rule as a sentence goes: "ordered at least 3 times in the last 90 days, and may get SMS". */
export function describeInWords(rule: Rule, records: NamedRecords): string {
  const namesByPublicId = new Map([...records.values()].map(({ kind, id, name }) => [formatId(kind, id), name]))
  return describeRule(rule, { names: (id) => namesByPublicId.get(id) })
}

/** What these rules name, in one query. */
export async function readNamesOfRules(sql: Sql, rules: readonly Rule[]): Promise<NamedRecords> {
  return readNamedRecords(
    sql,
    rules.flatMap((rule) => locateReferences(rule)),
  )
}

/** What these campaigns' audiences name, in one query. */
export async function readNamesOfAudiences(sql: Sql, audiences: readonly Audience[]): Promise<NamedRecords> {
  return readNamedRecords(sql, audiences.flatMap(locateAudienceReferences))
}

/** A campaign's audience in words: `the segment VIP; or the group “Staff”; but not whoever …; nor …`. */
export function describeAudience({ include, exclude }: Audience, records: NamedRecords): string {
  if (include.length === 0) return 'nobody'
  const describe = (parts: readonly AudiencePart[], word: 'or' | 'nor') =>
    parts.map((part) => describePart(part, records)).join(`; ${word} `)
  return exclude.length === 0 ? describe(include, 'or') : `${describe(include, 'or')}; but not ${describe(exclude, 'nor')}`
}

function describePart(part: AudiencePart, records: NamedRecords): string {
  switch (part.kind) {
    case 'everyone':
      return 'everyone'
    case 'segment':
      return `the segment ${nameSegment(part.segment)}${part.asOf === undefined ? '' : ` as of ${part.asOf}`}`
    case 'rfmCell':
      return `the RFM cell ${part.recency}/${part.fm} (${nameRfmCell(part).replaceAll('_', ' ')})`
    case 'group':
      return `the group ${nameRecord(part.groupId, records)}`
    case 'audience':
      return `the audience ${nameRecord(part.audienceId, records)}`
    case 'rule':
      return `whoever ${describeInWords(part.rule, records)}`
    case 'customers':
      return part.customerIds.length === 1 ? 'one named customer' : `${part.customerIds.length} named customers`
  }
}

function nameRecord(id: string, records: NamedRecords): string {
  const record = records.get(id)
  if (record === undefined) return 'that is not there any more'
  return `“${record.name}”${record.state === 'available' ? '' : ` (${record.state})`}`
}
