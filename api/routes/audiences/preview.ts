/** An audience before anything is saved or sent: how many, whom each channel reaches, some of them. */
import { loadAudienceContext } from '../../../db/queries/audiences/audience-context.ts'
import { readMembers } from '../../../db/queries/audiences/members.ts'
import { previewAudience } from '../../../db/queries/audiences/preview-audience.ts'
import type { Sql } from '../../../db/client.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { covers } from '../../../domain/api-scopes.ts'
import type { LocatedReference } from '../../../domain/audience-references.ts'
import type { Audience } from '../../../domain/audiences.ts'
import { readAudienceInput } from '../../audiences/audience-parts.ts'
import { describeAudience, describeInWords, readNamesOfAudiences } from '../../audiences/name-records.ts'
import { askQuestion } from '../../audiences/questions.ts'
import { requireRule } from '../../audiences/rule-input.ts'
import { locateInParts, locateInRequest, requireKnown } from '../../audiences/usable-references.ts'
import { authorize } from '../../http/authentication.ts'
import { Problem } from '../../http/problems.ts'
import { type Caller, defineRoute } from '../../http/routes.ts'
import { documentedPreviewAudienceRequestSchema, previewAudienceRequestSchema, previewedAudienceSchema } from '../../schemas/audiences.ts'
import { viewMember } from '../../views/audience-members.ts'
import type { z } from 'zod'

const defaultSample = 10

export const previewRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/audiences/preview',
    tag: 'Audiences',
    summary: 'Count an audience, with its reach on each channel, some of its members, and the rule in words',
    description:
      'Of a rule, or of include and exclude parts as a campaign has them. When the client leaves, the database stops; after thirty seconds it stops anyway. A few previews run at once and others wait for them.',
    scope: 'audiences:read',
    body: previewAudienceRequestSchema,
    documentedBody: documentedPreviewAudienceRequestSchema,
    response: previewedAudienceSchema,
    async handler(request) {
      const { body, sql, at, pool } = request
      const sample = chooseSample(request.caller, body.sample)
      const audience = await readAsked(sql, body)
      await requireKnown(sql, locateAsked(audience, body))
      const startedAtMs = performance.now()
      const { preview, members } = await askQuestion(request, async (limits) => {
        const context = await loadAudienceContext(pool, audience, at)
        const preview = await previewAudience(pool, audience, context, { ...limits, sample })
        return { preview, members: await readMembers(pool, preview.sample) }
      })
      return {
        count: preview.count,
        reach: preview.reach,
        sample: members.map(viewMember),
        words: await describe(sql, audience, body.audience === undefined),
        tookMs: Math.round(performance.now() - startedAtMs),
        at: at.toISOString(),
      }
    },
  }),
]

/** Names of customers are for those who may read customers. @throws Problem 403 when they are asked for all the same */
function chooseSample(caller: Caller, asked: number | undefined): number {
  if (asked === undefined) return covers(caller.scopes, 'customers:read') ? defaultSample : 0
  if (asked > 0) authorize(caller, 'customers:read')
  return asked
}

async function readAsked(sql: Sql, { audience, ...rule }: z.output<typeof previewAudienceRequestSchema>): Promise<Audience> {
  const given = [audience, rule.rule, rule.text].filter((one) => one !== undefined)
  if (given.length !== 1)
    throw new Problem('invalid_request', { errors: [{ path: '', message: 'Must have exactly one of rule, text and audience' }] })
  if (audience !== undefined) return readAudienceInput(sql, audience)
  const { value: store } = await readSettings(sql, 'store')
  return { include: [{ kind: 'rule', rule: requireRule(rule, store) }], exclude: [] }
}

function locateAsked(audience: Audience, body: z.output<typeof previewAudienceRequestSchema>): LocatedReference[] {
  const [only] = audience.include
  if (body.audience === undefined) return only?.kind === 'rule' ? locateInRequest(only.rule, body) : []
  return locateInParts(audience, body.audience)
}

async function describe(sql: Sql, audience: Audience, isOneRule: boolean): Promise<string> {
  const records = await readNamesOfAudiences(sql, [audience])
  const [only] = audience.include
  return isOneRule && only?.kind === 'rule' ? describeInWords(only.rule, records) : describeAudience(audience, records)
}
