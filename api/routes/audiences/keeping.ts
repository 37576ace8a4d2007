/** What becomes of saved audiences: copied, archived, restored, deleted; and who uses one. */
import { listUses } from '../../../db/queries/audiences/audience-links.ts'
import { deleteAudience, insertAudience, lockAudienceGraph, setArchived } from '../../../db/queries/audiences/audiences.ts'
import { z } from 'zod'
import { runInTransaction } from '../../../db/transaction.ts'
import { locateReferences } from '../../../domain/audience-references.ts'
import { nameCopy } from '../../../domain/copy-names.ts'
import { requireUsable } from '../../audiences/usable-references.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { audienceCopySchema, audienceSchema, audienceUsesSchema } from '../../schemas/audiences.ts'
import { idParams } from '../../schemas/ids.ts'
import { viewUse } from '../../views/audiences.ts'
import { answerAudience, findAudience } from './saved.ts'

const tag = 'Audiences'
const params = idParams('audience')

export const keepingRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/audiences/{id}/copy',
    tag,
    summary: 'Save an audience with the same rule',
    description: 'The copy is not pinned. What the rule names must be there to be chosen.',
    scope: 'audiences:write',
    idempotencyKey: 'optional',
    params,
    body: audienceCopySchema,
    status: 201,
    response: audienceSchema,
    async handler({ params: { id }, body, sql }) {
      const copy = await runInTransaction(sql, async (sql) => {
        await lockAudienceGraph(sql, 'alone')
        const { name, rule } = await findAudience(sql, id)
        const references = locateReferences(rule, 'rule')
        await requireUsable(sql, references, new Set())
        return insertAudience(sql, { name: body.name ?? nameCopy(name), rule, isPinned: false }, { references, copiedFrom: id })
      })
      return answerAudience(sql, copy, 201)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/audiences/{id}/archive',
    tag,
    summary: 'Archive an audience: no longer offered; whoever uses it keeps it',
    scope: 'audiences:write',
    params,
    body: z.strictObject({}),
    response: audienceSchema,
    handler: ({ params: { id }, sql, at }) => archive(sql, id, at),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/audiences/{id}/restore',
    tag,
    summary: 'Offer an archived audience again',
    scope: 'audiences:write',
    params,
    body: z.strictObject({}),
    response: audienceSchema,
    handler: ({ params: { id }, sql }) => archive(sql, id, null),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/audiences/{id}',
    tag,
    summary: 'Delete an audience that nothing names',
    description: 'For good, with its sizes and exports. One that audiences or campaigns name can only be archived.',
    scope: 'audiences:write',
    params,
    async handler({ params: { id }, sql }) {
      await runInTransaction(sql, async (sql) => {
        await lockAudienceGraph(sql, 'alone')
        await findAudience(sql, id)
        if ((await listUses(sql, { kind: 'audience', id })).length > 0) throw new Problem('audience_in_use')
        await deleteAudience(sql, id)
      })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/{id}/used-by',
    tag,
    summary: 'List who names an audience: audiences and campaigns, directly or through other audiences',
    description: 'Direct uses first; at most 500.',
    scope: 'audiences:read',
    params,
    response: audienceUsesSchema,
    async handler({ params: { id }, sql }) {
      await findAudience(sql, id)
      return { data: (await listUses(sql, { kind: 'audience', id })).map(viewUse) }
    },
  }),
]

type Sql = Parameters<typeof setArchived>[0]

async function archive(sql: Sql, id: string, archivedAt: Date | null) {
  const audience = await runInTransaction(sql, async (sql) => {
    await lockAudienceGraph(sql, 'alone')
    return setArchived(sql, id, archivedAt)
  })
  if (audience === undefined) throw new Problem('not_found')
  return answerAudience(sql, audience, 200)
}
