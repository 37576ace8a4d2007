/** Autopilots as drafts: make, list, read, change, delete; and the templates to begin with. */
import { z } from 'zod'
import {
  type Autopilot,
  autopilotStatuses,
  changeAutopilot,
  deleteDraftAutopilot,
  insertAutopilot,
  listAutopilots,
  lockAutopilot,
  readAutopilot,
} from '../../../db/queries/autopilots/autopilots.ts'
import { readBudgets, setBudget } from '../../../db/queries/vouchers/budgets.ts'
import type { Sql } from '../../../db/client.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import { templates } from '../../../domain/journeys/templates.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute, type RouteRequest } from '../../http/routes.ts'
import { namesNothing, readIfMatch, toETag } from '../../http/versions.ts'
import { autopilotChangeSchema, autopilotSchema, newAutopilotSchema, templateSchema } from '../../schemas/autopilots.ts'
import { idParams } from '../../schemas/ids.ts'
import { readDefinition } from '../../schemas/journey-definitions.ts'
import { viewAutopilot, viewDefinition } from '../../views/autopilots.ts'

const tag = 'Autopilots'
const params = idParams('autopilot')

export const draftRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/autopilots/templates',
    tag,
    summary: 'Ready-made autopilots to begin with',
    scope: 'autopilots:read',
    response: z.strictObject({ data: z.array(templateSchema) }),
    async handler() {
      return { data: templates.map((template) => ({ ...template, definition: viewDefinition(template.definition) })) }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots',
    tag,
    summary: 'Make a draft, of a definition or of a template',
    scope: 'autopilots:write',
    idempotencyKey: 'optional',
    body: newAutopilotSchema,
    status: 201,
    response: autopilotSchema,
    async handler(request) {
      const { name, template, definition, budget } = request.body
      const chosen = templates.find((one) => one.name === template)
      const begun = definition === undefined ? chosen?.definition : readDefinition(definition)
      if (begun === undefined)
        throw new Problem('invalid_request', { errors: [{ path: 'definition', message: 'Send a definition, or the name of a template' }] })
      return runInTransaction(request.sql, async (sql) => {
        const autopilot = await insertAutopilot(sql, { name, definition: begun, template: template ?? null })
        await keepBudget(sql, autopilot.id, budget, { isNewOwner: true })
        return answer({ ...request, sql }, autopilot, 201)
      })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/autopilots',
    tag,
    summary: 'List autopilots, newest first',
    scope: 'autopilots:read',
    query: z.strictObject({
      ...pageQuery,
      status: z.enum(autopilotStatuses).optional(),
      q: z.string().max(200).optional().meta({ description: 'Part of the name, any case.' }),
    }),
    response: pageOf(autopilotSchema),
    async handler({ query: { cursor, limit = defaultLimit, ...filter }, sql, dependencies }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listAutopilots(sql, { ...filter, before, limit: limit + 1 })
      const budgets = await readBudgets(
        sql,
        rows.map(({ id }) => ({ kind: 'autopilot', id })),
      )
      const budgetOf = new Map(budgets.map((budget) => [budget.ownerId, budget]))
      return makePage(
        rows,
        limit,
        (row) => viewAutopilot(row, budgetOf.get(row.id), dependencies.config.temporal),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/autopilots/{id}',
    tag,
    summary: 'Read an autopilot; `ETag` is its version',
    scope: 'autopilots:read',
    params,
    response: autopilotSchema,
    async handler(request) {
      return answer(request, await findAutopilot(request.sql, request.params.id), 200)
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/autopilots/{id}',
    tag,
    summary: 'Change name, draft or budget',
    description:
      'Journeys go on as they are: a changed draft is published as a new version, on which new journeys start. With `If-Match`, only the version that it names is changed.',
    scope: 'autopilots:write',
    idempotencyKey: 'optional',
    honoursIfMatch: true,
    params,
    body: autopilotChangeSchema,
    response: autopilotSchema,
    async handler(request) {
      const { name, definition, budget } = request.body
      const expected = readIfMatch(request.http.request.headers['if-match'])
      return runInTransaction(request.sql, async (sql) => {
        const before = await lockAutopilot(sql, request.params.id)
        if (before === undefined) throw new Problem('not_found')
        if (before.status === 'retired') throw new Problem('autopilot_retired')
        if (expected !== undefined && expected !== before.version) throw new Problem('version_mismatch')
        await keepBudget(sql, before.id, budget)
        if (namesNothing({ name, definition })) return answer({ ...request, sql }, before, 200)
        const draft = { name: name ?? before.name, definition: definition === undefined ? before.definition : readDefinition(definition) }
        return answer({ ...request, sql }, await changeAutopilot(sql, before.id, draft), 200)
      })
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/autopilots/{id}',
    tag,
    summary: 'Delete a draft that was never enabled',
    scope: 'autopilots:write',
    params,
    async handler({ params: { id }, sql }) {
      if (await deleteDraftAutopilot(sql, id)) return
      throw new Problem((await readAutopilot(sql, id)) === undefined ? 'not_found' : 'autopilot_not_draft')
    },
  }),
]

/** @throws Problem 404 */
export async function findAutopilot(sql: Sql, id: string): Promise<Autopilot> {
  const autopilot = await readAutopilot(sql, id)
  if (autopilot === undefined) throw new Problem('not_found')
  return autopilot
}

export async function answer(
  { sql, dependencies }: Pick<RouteRequest<unknown, unknown, unknown>, 'sql' | 'dependencies'>,
  autopilot: Autopilot,
  status: number,
) {
  const [budget] = await readBudgets(sql, [{ kind: 'autopilot', id: autopilot.id }])
  return new Answer(status, viewAutopilot(autopilot, budget, dependencies.config.temporal), { ETag: toETag(autopilot.version) })
}

type Budget = z.output<typeof autopilotChangeSchema>['budget']

async function keepBudget(sql: Sql, id: string, budget: Budget, options: { isNewOwner?: boolean } = {}): Promise<void> {
  if (budget === undefined) return
  const { maxVouchers, maxMoney } = budget
  const limits = { maxVouchers, maxMoneyMinor: maxMoney?.amountMinor ?? null, currency: maxMoney?.currency ?? null }
  const kept = await setBudget(sql, { kind: 'autopilot', id }, limits, options)
  if (kept === 'open_vouchers_without_cap')
    throw new Problem('invalid_request', {
      errors: [{ path: 'budget.maxMoney', message: 'There are open vouchers that may take off any amount' }],
    })
  if (kept === 'vouchers_in_other_currency')
    throw new Problem('invalid_request', { errors: [{ path: 'budget.maxMoney', message: 'There are vouchers in another currency' }] })
}
