/** Whether what a rule or a campaign names may be chosen: it is there, not archived, not deleted. */
import { listAudienceLinks, listReferencesOf } from '../../db/queries/audiences/audience-links.ts'
import { type NamedRecord, type NamedRecords, readNamedRecords } from '../../db/queries/audiences/named-records.ts'
import type { Sql } from '../../db/client.ts'
import { listReachable } from '../../domain/audience-graph.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import {
  locatePartReferences,
  locateReferences,
  locateReferencesInText,
  type LocatedReference,
  type Reference,
} from '../../domain/audience-references.ts'
import type { Audience } from '../../domain/audiences.ts'
import { formatId } from '../../domain/ids.ts'
import { type FieldError, Problem } from '../http/problems.ts'

/**
 * @param references of a saved audience's rule
 * @param kept ids that its rule named before: whoever uses an archived audience keeps it
 * @throws Problem `audience_part_unavailable`
 */
export async function requireUsable(sql: Sql, references: readonly LocatedReference[], kept: ReadonlySet<string>): Promise<NamedRecords> {
  const records = await readNamedRecords(sql, references)
  const errors = references
    .filter(({ id }) => !kept.has(id) || !records.has(id))
    .flatMap((reference) => describeUnavailable(reference, records.get(reference.id)) ?? [])
  if (errors.length > 0) throw new Problem('audience_part_unavailable', { errors })
  return records
}

/**
 * What a campaign names that cannot be chosen any more, and what the audiences name which it names.
 * @param base where the audience stands in the request
 */
export async function findUnavailable(sql: Sql, audience: Audience, base = 'audience'): Promise<FieldError[]> {
  return findUnavailableOf(sql, locateInParts(audience, { include: [], exclude: [] }, base))
}

async function findUnavailableOf(sql: Sql, direct: readonly LocatedReference[]): Promise<FieldError[]> {
  if (direct.length === 0) return []
  const named = await followReferences(sql, direct)
  const records = await readNamedRecords(sql, named)
  return named.flatMap((reference) => {
    const error = describeUnavailable(reference, records.get(reference.id))
    if (error === undefined || reference.through === undefined) return error ?? []
    return { ...error, message: `${error.message}; the audience “${records.get(reference.through)?.name ?? ''}” names it` }
  })
}

/** Of a campaign that is to be made, changed, copied or sent. @throws Problem `audience_part_unavailable` */
export async function requireUsableAudience(sql: Sql, references: readonly LocatedReference[]): Promise<void> {
  const errors = await findUnavailableOf(sql, references)
  if (errors.length > 0) throw new Problem('audience_part_unavailable', { errors })
}

/** Of what is only asked about: it must be there, whatever its state. @throws Problem `audience_part_unavailable` */
export async function requireKnown(sql: Sql, references: readonly LocatedReference[]): Promise<void> {
  const records = await readNamedRecords(sql, references)
  const errors = references.filter(({ id }) => !records.has(id)).flatMap((reference) => describeUnavailable(reference, undefined) ?? [])
  if (errors.length > 0) throw new Problem('audience_part_unavailable', { errors })
}

/** What a rule names, where the request that it came in has it: a path within the JSON, or a place in the text. */
export function locateInRequest(rule: Rule, { text }: { text?: string | undefined }, base = ''): LocatedReference[] {
  return text === undefined ? locateReferences(rule, `${base}rule`) : locateReferencesInText(rule, text, `${base}text`)
}

export interface GivenParts {
  include: readonly object[]
  exclude: readonly object[]
}

/** The same of a campaign. @param given the parts as the request has them, where there is one: some of the rules are texts */
export function locateInParts(audience: Audience, given: GivenParts, base = 'audience'): LocatedReference[] {
  return (['include', 'exclude'] as const).flatMap((list) =>
    audience[list].flatMap((part, index) => {
      const place = `${base}.${list}[${index}].`
      const written = given[list][index]
      const text = written !== undefined && 'text' in written && typeof written.text === 'string' ? written.text : undefined
      if (part.kind === 'rule') return locateInRequest(part.rule, { text }, place)
      return locatePartReferences(part).map((reference) => ({ ...reference, path: place + reference.path }))
    }),
  )
}

type FollowedReference = LocatedReference & { through?: string }

/** Each with the place in the campaign that leads to it, the direct ones first. */
async function followReferences(sql: Sql, direct: readonly LocatedReference[]): Promise<FollowedReference[]> {
  const audiences = direct.filter(({ kind }) => kind === 'audience')
  if (audiences.length === 0) return [...direct]
  const links = await listAudienceLinks(sql)
  const places = new Map<string, Pick<LocatedReference, 'path' | 'at'>>()
  for (const { id, path, at } of audiences)
    for (const reached of listReachable([id], links)) if (!places.has(reached)) places.set(reached, { path, ...(at && { at }) })
  const nested = await listReferencesOf(sql, [...places.keys()])
  const isDirect = new Set(direct.map(({ id }) => id))
  return [
    ...direct,
    ...nested
      .filter(({ id }) => !isDirect.has(id))
      .map(({ audienceId, kind, id }) => ({ kind, id, path: '', ...places.get(audienceId), through: audienceId })),
  ]
}

function describeUnavailable({ kind, id, path, at }: LocatedReference, record: NamedRecord | undefined): FieldError | undefined {
  const place = { path, ...(at && { at }) }
  if (record === undefined) return { ...place, message: `There is no ${kind} ${formatId(kind, id)}` }
  if (record.state === 'available') return undefined
  return {
    ...place,
    message: `The ${kind} “${record.name}” ${record.state === 'archived' ? 'is archived' : 'was deleted in the store’s admin'}`,
  }
}

/** As answers list them: what is named, once each, in the order in which it is. */
export function viewReferences(references: readonly Reference[], records: NamedRecords) {
  const seen = new Map(references.map((reference) => [reference.id, reference]))
  return [...seen.values()].map(({ kind, id }) => {
    const record = records.get(id)
    return { kind, id: formatId(kind, id), name: record?.name ?? null, state: record?.state ?? ('unknown' as const) }
  })
}
