/** What is matched and not completed: the list, and the customers on a promotion's pages. */
import { z } from 'zod'
import type { Pool } from '../../../db/client.ts'
import { readCustomer } from '../../../db/queries/customers/read-customers.ts'
import { countPendingJourneys } from '../../../db/queries/operations/list-pending-journeys.ts'
import { listPageCustomers, listPendingPages } from '../../../db/queries/operations/list-pending-pages.ts'
import { nameCustomers } from '../../../db/queries/operations/name-customers.ts'
import { decodeCursor, defaultLimit, encodeCursor, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import {
  hasJourneys,
  hasPages,
  lookAtPending,
  type PendingDependencies,
  type PendingItem,
  type PendingQuery,
  resolveState,
} from '../../operations/pending-triggers.ts'
import { askTemporal } from '../../operations/within-time.ts'
import { idParams } from '../../schemas/ids.ts'
import { pageCustomerSchema, pendingFilterFields, pendingTriggerListSchema } from '../../schemas/pending-triggers.ts'
import type { RecordKey } from '../../schemas/references.ts'
import { viewNamedCustomer, viewPending } from '../../views/pending-triggers.ts'

const tag = 'Operations'
const cursorKey = z.tuple([z.enum(['pages', 'journey']), z.uuid()])

export const pendingListRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/pending-triggers',
    tag,
    summary: 'What was matched and is not completed: where it stands, since when, and what it waits for',
    description:
      'Pages of promotions first, then journeys, newest match first. Rows are the database’s; stage and run are Temporal’s where it answers. Where the two disagree the state is `stuck`, with the reason: `state=stuck` looks for such rows from both sides, and answers 503 while Temporal is away.',
    scope: 'operations:read',
    query: z.strictObject({ ...pageQuery, ...pendingFilterFields }),
    response: pendingTriggerListSchema,
    async handler({ query: { cursor, limit = defaultLimit, ...filter }, pool, dependencies, at }) {
      const after = decodeCursor(cursorKey, cursor)
      const query = await readFilter(pool, filter)
      const reach = { pool, temporal: dependencies.temporal }
      const [page, totals] = await Promise.all([
        lookAtPending(reach, query, { now: at, after, limit }),
        after === undefined ? countAll(reach, query, at) : null,
      ])
      if (page === undefined) throw new Problem('temporal_unavailable', { headers: { 'Retry-After': '5' } })
      const { items, hasMore, isTemporalAnswered } = page
      const customers = await nameCustomers(
        pool,
        items.flatMap((item) => (item.kind === 'journey' ? [item.journey.customerId] : [])),
      )
      const last = items.at(-1)
      return {
        data: items.map((item) => viewPending(item, { now: at, customers, temporal: dependencies.config.temporal })),
        nextCursor: hasMore && last !== undefined ? encodeCursor(keyOf(last)) : null,
        totals: totals ?? null,
        isTemporalAnswered,
      }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/pending-triggers/{id}/customers',
    tag,
    summary: 'The customers on a promotion’s pages that were not claimed yet',
    scope: 'operations:read',
    params: idParams('send'),
    query: z.strictObject(pageQuery),
    response: pageOf(pageCustomerSchema),
    async handler({ params: { id }, query: { cursor, limit = defaultLimit }, pool, at }) {
      const [page, position] = decodeCursor(z.tuple([z.int(), z.int()]), cursor) ?? []
      const [pages] = await listPendingPages(pool, { now: at, sendId: id, limit: 1 })
      if (pages === undefined) throw new Problem('not_found')
      const after = page === undefined || position === undefined ? undefined : { page, position }
      const rows = await listPageCustomers(pool, { sendId: id, after, limit: limit + 1 })
      const customers = await nameCustomers(
        pool,
        rows.map(({ customerId }) => customerId),
      )
      return makePage(
        rows,
        limit,
        (row) => ({
          customer: viewNamedCustomer(row.customerId, customers),
          notBefore: row.notBefore.toISOString(),
          isDeferred: row.isDeferred,
        }),
        (row) => [row.page, row.position],
      )
    },
  }),
]

type Filter = z.output<z.ZodObject<typeof pendingFilterFields>>

/** @throws Problem 404 where the store's own id names nobody */
export async function readFilter(pool: Pool, { campaign, customer, ...filter }: Filter): Promise<PendingQuery> {
  return {
    ...filter,
    ...(customer !== undefined && { customerId: await findCustomerId(pool, customer) }),
    ...(campaign?.kind === 'autopilot' && { autopilotId: campaign.id }),
    ...(campaign?.kind === 'promotion' && { promotionId: campaign.id }),
  }
}

async function findCustomerId(pool: Pool, key: RecordKey): Promise<string> {
  if ('id' in key) return key.id
  const customer = await readCustomer(pool, key)
  if (customer === undefined) throw new Problem('not_found')
  return customer.id
}

function keyOf(item: PendingItem): ['pages' | 'journey', string] {
  return item.kind === 'journey' ? ['journey', item.journey.id] : ['pages', item.pages.sendId]
}

const countMs = 2_000
const pagesAtMost = 1_000

async function countAll({ pool, temporal }: PendingDependencies, query: PendingQuery, now: Date) {
  const filter = hasJourneys(query) ? await resolveState({ pool, temporal }, query, now) : undefined
  const [byStage, pages, openRuns] = await Promise.all([
    filter === undefined ? [] : countPendingJourneys(pool, { ...filter, now }),
    hasPages(query) ? listPendingPages(pool, { ...query, now, limit: pagesAtMost }) : [],
    askTemporal(temporal, countMs, (client) => client.workflow.count(`WorkflowType = 'journey' AND ExecutionStatus = 'Running'`)),
  ])
  return {
    journeys: byStage.reduce((sum, { count }) => sum + count, 0),
    customersOnPages: pages.reduce((sum, { customers }) => sum + customers, 0),
    byStage: [...byStage],
    openRuns: openRuns?.count ?? null,
  }
}
