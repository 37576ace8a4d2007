/** Who is in a saved audience. */
import { z } from 'zod'
import { loadAudienceContext } from '../../../db/queries/audiences/audience-context.ts'
import { selectRuleMembers } from '../../../db/queries/audiences/compile-rule.ts'
import { listMembers } from '../../../db/queries/audiences/members.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { defineRoute } from '../../http/routes.ts'
import { memberSchema } from '../../schemas/audiences.ts'
import { idParams } from '../../schemas/ids.ts'
import { viewMember } from '../../views/audience-members.ts'
import { findAudience } from './saved.ts'

const tag = 'Audiences'

export const memberRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/{id}/customers',
    tag,
    summary: 'List the customers of an audience, as it is now',
    description: 'In the order of their ids. Each page asks anew: who enters or leaves in between is seen where they belong.',
    scope: 'customers:read',
    params: idParams('audience'),
    query: z.strictObject(pageQuery),
    response: pageOf(memberSchema),
    async handler(request) {
      const { limit = defaultLimit, cursor } = request.query
      const after = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const { rule } = await findAudience(request.sql, request.params.id)
      const rows = await askInTransaction(request, async (sql) => {
        const context = await loadAudienceContext(sql, rule, request.at)
        return listMembers(sql, selectRuleMembers(sql, rule, context), { after, limit: limit + 1 })
      })
      return makePage(rows, limit, viewMember, (row) => [row.id])
    },
  }),
]
