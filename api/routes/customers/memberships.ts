/** Where one customer belongs: groups of the store's admin, and saved audiences. */
import { listAudiencesOf, listGroupsOf } from '../../../db/queries/customers/read-memberships.ts'
import { readCustomer } from '../../../db/queries/customers/read-customers.ts'
import { formatId } from '../../../domain/ids.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { customerMembershipsSchema } from '../../schemas/customer-standing.ts'
import { referenceParams } from '../../schemas/references.ts'

const mostAudiences = 100

export const customerMembershipRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/customers/{id}/memberships',
    tag: 'Customers',
    scope: 'customers:read',
    summary: 'The groups that a customer belongs to, and the saved audiences whose rule is true of them now',
    description: `Asks the newest ${mostAudiences} audiences that are not archived. Why somebody is in one or not: GET /api/v1/audiences/{id}/customers/{customerId}.`,
    params: referenceParams('customer'),
    response: customerMembershipsSchema,
    async handler(request) {
      const customer = await readCustomer(request.sql, request.params.id)
      if (customer === undefined) throw new Problem('not_found')
      const groups = await listGroupsOf(request.sql, customer.id)
      const { audiences, asked, isWhole } = await askInTransaction(request, (sql) =>
        listAudiencesOf(sql, { customerId: customer.id, at: request.at, atMost: mostAudiences }),
      )
      return {
        groups: groups.map(({ id, name, deletedAt }) => ({ id: formatId('group', id), name, isDeleted: deletedAt !== null })),
        audiences: audiences.map(({ id, name, isPinned }) => ({ id: formatId('audience', id), name, isPinned })),
        audiencesAsked: asked,
        isWhole,
      }
    },
  }),
]
