/** What would happen: a dry run over the days to come, and a replay of those that have passed. */
import { readLatestVersion } from '../../../db/queries/autopilots/autopilots.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import type { Sql } from '../../../db/client.ts'
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import { sumUpSimulation } from '../../../domain/journeys/sum-up-simulation.ts'
import { checkPublishable } from '../../autopilots/publishable.ts'
import { simulateAutopilot } from '../../autopilots/simulate.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { simulationRequestSchema, simulationSchema } from '../../schemas/simulations.ts'
import { viewSimulation } from '../../views/simulations.ts'
import { findAutopilot } from './drafts.ts'

const params = idParams('autopilot')
const dayMs = 86_400_000

export const simulationRoutes = [
  defineSimulation(
    'dry-run',
    'What the autopilot would do over the next days, if nobody ordered or reacted',
    'Nothing is sent. Whom time alone moves into a segment is foreseen; segments and audiences are looked at once a day.',
    (now, days) => ({ from: now, until: new Date(now.getTime() + days * dayMs) }),
  ),
  defineSimulation(
    'shadow',
    'What the autopilot would have done over the past days',
    'Orders, events and moves between segments as they were; consents and addresses as they are now. Nothing is sent.',
    (now, days) => ({ from: new Date(now.getTime() - days * dayMs), until: now }),
  ),
]

function defineSimulation(
  name: string,
  summary: string,
  description: string,
  findSpan: (now: Date, days: number) => { from: Date; until: Date },
) {
  return defineRoute({
    method: 'post',
    path: `/api/v1/autopilots/{id}/${name}`,
    tag: 'Autopilots',
    summary,
    description,
    scope: 'autopilots:read',
    params,
    body: simulationRequestSchema,
    response: simulationSchema,
    async handler(request) {
      const {
        params: { id },
        body,
        at,
        sql,
      } = request
      const definition = await findDefinition(sql, id, body.of)
      const startedAt = performance.now()
      const simulation = await askInTransaction(request, (reading) =>
        simulateAutopilot(reading, { autopilotId: id, definition, now: at, ...findSpan(at, body.days), limit: body.limit }),
      )
      const { value: store } = await readSettings(sql, 'store')
      return viewSimulation(simulation, sumUpSimulation(simulation.journeys, store.timeZone), Math.round(performance.now() - startedAt))
    },
  })
}

async function findDefinition(sql: Sql, id: string, of: 'draft' | 'published'): Promise<JourneyDefinition> {
  const { definition } = await findAutopilot(sql, id)
  if (of === 'published') {
    const version = await readLatestVersion(sql, id)
    if (version === undefined) throw new Problem('autopilot_not_published')
    return version.definition
  }
  const checked = await checkPublishable(sql, { id, definition })
  if (checked.kind === 'refused') throw new Problem('definition_invalid', { errors: checked.faults })
  return checked.definition
}
