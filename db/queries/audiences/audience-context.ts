/**
 * What membership depends on beside the records: the present, the store's time zone, and the rules of the audiences that are named. Loaded once, so that
 * every question about one audience has one answer.
 */
import { listReferences } from '../../../domain/audience-rules/references.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Audience } from '../../../domain/audiences.ts'
import { formatId, parseId } from '../../../domain/ids.ts'
import type { Sql } from '../../client.ts'
import { readSettings } from '../settings.ts'

export interface AudienceContext {
  now: Date
  /** IANA name: the store's. */
  timeZone: string
  /** The rules of all audiences that are named, directly or by one that is; by public id. */
  audiences: ReadonlyMap<string, Rule>
}

/** An audience that a rule names cannot be asked: it is not there, it leads back to itself, or it hangs together with too many others. */
export class AudienceReferenceError extends Error {
  override readonly name = 'AudienceReferenceError'
  readonly kind: 'missing' | 'circular' | 'too_many'
  /** Public id. */
  readonly audienceId: string

  constructor(kind: AudienceReferenceError['kind'], audienceId: string) {
    super(
      {
        missing: 'The audience does not exist',
        circular: 'The audience leads back to itself',
        too_many: 'Too many audiences hang together',
      }[kind],
    )
    this.kind = kind
    this.audienceId = audienceId
  }
}

/** More than this many, each with up to 200 conditions, is no question that anybody has. */
const mostReferenced = 100

/** @param asked an audience of parts, or a rule. @throws AudienceReferenceError */
export async function loadAudienceContext(sql: Sql, asked: Audience | Rule, now: Date): Promise<AudienceContext> {
  const { value: store } = await readSettings(sql, 'store')
  const { rules, audienceIds } = listNamed(asked)
  return { now, timeZone: store.timeZone, audiences: await loadReferencedAudiences(sql, rules, audienceIds) }
}

/** The audiences that these rules name, and those that their rules name, and so on. @param audienceIds public ids of further ones. @throws AudienceReferenceError */
async function loadReferencedAudiences(
  sql: Sql,
  rules: readonly Rule[],
  audienceIds: readonly string[] = [],
): Promise<ReadonlyMap<string, Rule>> {
  const loaded = new Map<string, Rule>()
  let missing = [...new Set([...audienceIds, ...rules.flatMap((rule) => listReferences(rule).audiences)])]
  while (missing.length > 0) {
    const [one = ''] = missing
    if (loaded.size + missing.length > mostReferenced) throw new AudienceReferenceError('too_many', one)
    const found = await readRules(sql, missing)
    for (const id of missing) {
      const rule = found.get(id)
      if (rule === undefined) throw new AudienceReferenceError('missing', id)
      loaded.set(id, rule)
    }
    missing = [...new Set([...found.values()].flatMap((rule) => listReferences(rule).audiences))].filter((id) => !loaded.has(id))
  }
  return loaded
}

async function readRules(sql: Sql, ids: string[]): Promise<Map<string, Rule>> {
  const uuids = ids.map((id) => parseId('audience', id)).filter((uuid) => uuid !== undefined)
  const rows = await sql<{ id: string; rule: Rule }[]>`SELECT id, rule FROM audiences WHERE id = ANY (${uuids}::uuid[])`
  return new Map(rows.map((row) => [formatId('audience', row.id), row.rule]))
}

function listNamed(asked: Audience | Rule): { rules: Rule[]; audienceIds: string[] } {
  if (!('include' in asked)) return { rules: [asked], audienceIds: [] }
  const parts = [...asked.include, ...asked.exclude]
  return {
    rules: parts.flatMap((part) => (part.kind === 'rule' ? [part.rule] : [])),
    audienceIds: parts.flatMap((part) => (part.kind === 'audience' ? [formatId('audience', part.audienceId)] : [])),
  }
}
