/** Why somebody is in a saved audience, or is not. */
import { z } from 'zod'
import { loadAudienceContext } from '../../../db/queries/audiences/audience-context.ts'
import { explainMembership } from '../../../db/queries/audiences/explain-membership.ts'
import { readCustomer } from '../../../db/queries/customers/read-customers.ts'
import { readNamesOfRules } from '../../audiences/name-records.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { explainedMembershipSchema } from '../../schemas/audiences.ts'
import { idOf } from '../../schemas/ids.ts'
import { referenceTo } from '../../schemas/references.ts'
import { viewExplanation } from '../../views/audience-members.ts'
import { findAudience } from './saved.ts'

export const explainRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/{id}/customers/{customerId}',
    tag: 'Audiences',
    summary: 'Explain whether a customer is in an audience: which conditions hold, and which keep her out',
    scope: 'customers:read',
    params: z.strictObject({ id: idOf('audience'), customerId: referenceTo('customer') }),
    response: explainedMembershipSchema,
    async handler(request) {
      const { at, sql, params } = request
      const { rule } = await findAudience(sql, params.id)
      const customer = await readCustomer(sql, params.customerId)
      if (customer === undefined) throw new Problem('not_found')
      const { explanation, rules } = await askInTransaction(request, async (sql) => {
        const context = await loadAudienceContext(sql, rule, at)
        return { explanation: await explainMembership(sql, rule, customer.id, context), rules: [rule, ...context.audiences.values()] }
      })
      if (explanation === undefined) throw new Problem('not_found')
      return viewExplanation(explanation, { customerId: customer.id, records: await readNamesOfRules(sql, rules), at })
    },
  }),
]
