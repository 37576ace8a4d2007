/** The parts of a campaign's audience as requests have them: rules are checked, texts are read, and what is named is there. */
import type { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { Audience, AudiencePart } from '../../domain/audiences.ts'
import { listAudienceLinks } from '../../db/queries/audiences/audience-links.ts'
import { listReachable } from '../../domain/audience-graph.ts'
import { type FieldError, Problem } from '../http/problems.ts'
import type { audienceInputSchema } from '../schemas/audience-parts.ts'
import { readRule } from './rule-input.ts'
import { type GivenParts, locateInParts, requireUsableAudience } from './usable-references.ts'
import { refuseTooLarge } from './write-audience.ts'

type AudienceInput = z.output<typeof audienceInputSchema>

/** @param base where it stands in the request. @throws Problem `audience_rule_invalid` */
export async function readAudienceInput(sql: Sql, { include, exclude }: AudienceInput, base = 'audience'): Promise<Audience> {
  const { value: store } = await readSettings(sql, 'store')
  const errors: FieldError[] = []
  const read = (parts: AudienceInput['include'], key: string) =>
    parts.flatMap((part, index): AudiencePart[] => {
      if (part.kind !== 'rule') return [part]
      const rule = readRule(part, { currency: store.currency, base: `${base}.${key}[${index}]` })
      if (rule.kind === 'rule') return [{ kind: 'rule', rule: rule.rule }]
      errors.push(...rule.errors)
      return []
    })
  const audience = { include: read(include, 'include'), exclude: read(exclude, 'exclude') }
  if (errors.length > 0) throw new Problem('audience_rule_invalid', { errors })
  return audience
}

/**
 * What a campaign that is made, changed, copied or sent must be.
 * @param given as the request has it, where it does: faults are named there
 * @throws Problem `audience_part_unavailable`, `audience_too_large`
 */
export async function requireCampaignAudience(
  sql: Sql,
  audience: Audience,
  given: GivenParts = { include: [], exclude: [] },
): Promise<void> {
  const references = locateInParts(audience, given)
  if (references.length === 0) return
  await requireUsableAudience(sql, references)
  const named = references.filter(({ kind }) => kind === 'audience').map(({ id }) => id)
  if (named.length === 0) return
  const rules = [...audience.include, ...audience.exclude].flatMap((part) => (part.kind === 'rule' ? [part.rule] : []))
  await refuseTooLarge(sql, rules, listReachable(named, await listAudienceLinks(sql)))
}
