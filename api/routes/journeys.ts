/** Journeys: who is on their way, and one of them with its whole story. */
import { z } from 'zod'
import { type Journey, journeyStatuses, listJourneys, readJourney, readJourneyEvents } from '../../db/queries/journeys/journeys.ts'
import { readVerdicts } from '../../db/queries/journeys/read-verdicts.ts'
import { endJourneyRow } from '../../db/queries/journeys/record-notes.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { findCustomer } from '../http/named-customer.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute, type RouteRequest } from '../http/routes.ts'
import { idOf, idParams } from '../schemas/ids.ts'
import { instant } from '../schemas/instants.ts'
import { journeyDetailSchema, journeyOutcomes, journeySchema } from '../schemas/journeys.ts'
import { referenceTo } from '../schemas/references.ts'
import { tellJourney } from '../temporal/autopilot-run.ts'
import { viewJourney, viewJourneyDetail } from '../views/autopilots.ts'

const tag = 'Journeys'
const params = idParams('journey')

export const journeyRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/journeys',
    tag,
    summary: 'List journeys, newest first',
    scope: 'autopilots:read',
    query: z.strictObject({
      ...pageQuery,
      autopilotId: idOf('autopilot').optional(),
      customerId: referenceTo('customer').optional(),
      status: z.enum(journeyStatuses).optional(),
      outcome: z.enum(journeyOutcomes).optional(),
      step: z.string().max(100).optional().meta({ description: 'Those that stand at this step now.' }),
      matchedFrom: instant.optional().meta({ description: 'Those that were matched then or later.' }),
      reached: z.string().max(100).optional().meta({ description: 'Those that ever came to this step.' }),
    }),
    response: pageOf(journeySchema),
    async handler({ query: { cursor, limit = defaultLimit, customerId: named, ...filter }, sql, dependencies }) {
      const customerId = await findCustomer(sql, named)
      if (customerId === null) return { data: [], nextCursor: null }
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listJourneys(sql, { ...filter, customerId, before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => viewJourney(row, dependencies.config.temporal),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/journeys/{id}',
    tag,
    summary: 'Read a journey with what happened on the way, and why',
    scope: 'autopilots:read',
    params,
    response: journeyDetailSchema,
    async handler(request) {
      return readDetail(request)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/journeys/{id}/cancel',
    tag,
    summary: 'End a journey',
    scope: 'autopilots:run',
    params,
    body: z.strictObject({}),
    response: journeyDetailSchema,
    async handler(request) {
      const journey = await findAlive(request)
      if (journey.status === 'matched')
        await endJourneyRow(request.sql, {
          journeyId: journey.id,
          outcome: 'cancelled',
          reason: 'cancelled_by_operator',
          step: null,
          at: request.at,
        })
      else await tellJourney(request.dependencies.temporal, journey, 'cancel')
      return readDetail(request)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/journeys/{id}/skip-wait',
    tag,
    summary: 'End the wait that a journey is in',
    scope: 'autopilots:run',
    idempotencyKey: 'optional',
    params,
    body: z.strictObject({}),
    response: journeyDetailSchema,
    async handler(request) {
      const journey = await findAlive(request)
      if (journey.status === 'matched') throw new Problem('journey_not_waiting')
      await tellJourney(request.dependencies.temporal, journey, 'skip_wait')
      return readDetail(request)
    },
  }),
]

type Request = RouteRequest<{ id: string }, unknown, unknown>

async function findAlive({ sql, params: { id } }: Request): Promise<Journey> {
  const journey = await readJourney(sql, id)
  if (journey === undefined) throw new Problem('not_found')
  if (journey.status === 'ended') throw new Problem('journey_ended')
  return journey
}

async function readDetail({ sql, params: { id }, dependencies }: Request) {
  const journey = await readJourney(sql, id)
  if (journey === undefined) throw new Problem('not_found')
  const story = { events: await readJourneyEvents(sql, id), verdicts: await readVerdicts(sql, id) }
  return viewJourneyDetail(journey, story, dependencies.config.temporal)
}
