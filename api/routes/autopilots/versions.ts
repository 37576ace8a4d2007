/** Published versions of an autopilot's journey: check, publish, read, and move journeys to one. */
import { z } from 'zod'
import { listVersions, lockAutopilot, publishVersion, readLatestVersion, readVersion } from '../../../db/queries/autopilots/autopilots.ts'
import { findMembers } from '../../../db/queries/journeys/journey-questions.ts'
import { groupRunning, type WaitingGroup } from '../../../db/queries/journeys/list-running.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import type { Sql } from '../../../db/client.ts'
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import { checkPublishable } from '../../autopilots/publishable.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute } from '../../http/routes.ts'
import {
  definitionCheckSchema,
  migrationPreviewSchema,
  migrationRequestSchema,
  migrationStartedSchema,
  versionSchema,
} from '../../schemas/autopilots.ts'
import { idOf, idParams } from '../../schemas/ids.ts'
import { tellAutopilot } from '../../temporal/autopilot-run.ts'
import { viewVersion } from '../../views/autopilots.ts'
import { findAutopilot } from './drafts.ts'

const tag = 'Autopilots'
const params = idParams('autopilot')

export const versionRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/check',
    tag,
    summary: 'Whether the draft can be published, and what is wrong with it',
    scope: 'autopilots:read',
    params,
    response: definitionCheckSchema,
    async handler({ params: { id }, sql }) {
      const checked = await checkPublishable(sql, await findAutopilot(sql, id))
      return checked.kind === 'refused' ? { ok: false, errors: checked.faults } : { ok: true, errors: [] }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/publish',
    tag,
    summary: 'Make the draft the next version',
    description: 'New journeys start on it. Running ones stay on theirs, until they are moved.',
    scope: 'autopilots:write',
    idempotencyKey: 'optional',
    params,
    body: z.strictObject({}),
    status: 201,
    response: versionSchema,
    async handler({ params: { id }, sql, afterCommit, dependencies }) {
      const version = await runInTransaction(sql, async (transaction) => {
        const autopilot = await lockAutopilot(transaction, id)
        if (autopilot === undefined) throw new Problem('not_found')
        if (autopilot.status === 'retired') throw new Problem('autopilot_retired')
        const checked = await checkPublishable(transaction, autopilot)
        if (checked.kind === 'refused') throw new Problem('definition_invalid', { errors: checked.faults })
        const published = await publishVersion(transaction, id, checked.definition)
        // Where the run cannot be told, it looks at its own pace.
        if (autopilot.status === 'enabled') afterCommit(() => tellAutopilot(dependencies.temporal, id, { kind: 'sweep' }))
        return published
      })
      return new Answer(201, viewVersion(version))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/autopilots/{id}/versions',
    tag,
    summary: 'All versions, newest first, and how many journeys are on each',
    scope: 'autopilots:read',
    params,
    response: z.strictObject({ data: z.array(versionSchema) }),
    async handler({ params: { id }, sql }) {
      await findAutopilot(sql, id)
      return { data: (await listVersions(sql, id)).map(viewVersion) }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/autopilots/{id}/versions/{number}',
    tag,
    summary: 'Read a version',
    scope: 'autopilots:read',
    params: z.strictObject({
      id: idOf('autopilot'),
      number: z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    }),
    response: versionSchema,
    async handler({ params: { id, number }, sql }) {
      const version = await readVersion(sql, { autopilotId: id, number })
      if (version === undefined) throw new Problem('not_found')
      return viewVersion(version)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/migration-preview',
    tag,
    summary: 'Who would move to the latest version, who stays, and who would leave',
    scope: 'autopilots:read',
    params,
    body: migrationRequestSchema,
    response: migrationPreviewSchema,
    async handler({ params: { id }, body, sql, at }) {
      const version = await requireLatest(sql, id)
      const known = requireKnownSteps(version.definition, body.steps)
      const groups = await groupRunning(sql, { autopilotId: id, versionId: version.id })
      const steps = groups.map((group) => ({ ...group, goesOnAt: findTarget(group, known, body.steps) }))
      const movable = steps.filter(({ goesOnAt }) => goesOnAt !== null).flatMap(({ customerIds }) => customerIds)
      const count = (some: typeof steps) => some.reduce((sum, { customerIds }) => sum + customerIds.length, 0)
      return {
        toNumber: version.number,
        stays: count(steps.filter(({ goesOnAt }) => goesOnAt === null)),
        couldMove: movable.length,
        wouldLeave: await countLeaving(sql, version.definition, { customerIds: movable, now: at }),
        steps: steps.map(({ fromNumber, step, customerIds, goesOnAt }) => ({ fromNumber, step, journeys: customerIds.length, goesOnAt })),
      }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/migrate',
    tag,
    summary: 'Move journeys that wait to the latest version',
    description: 'No message that has left is sent again. Journeys that act at the moment stay; ask again for them.',
    scope: 'autopilots:run',
    idempotencyKey: 'optional',
    params,
    body: migrationRequestSchema,
    status: 202,
    response: migrationStartedSchema,
    async handler({ params: { id }, body, sql, dependencies }) {
      const version = await requireLatest(sql, id)
      requireKnownSteps(version.definition, body.steps)
      await tellAutopilot(dependencies.temporal, id, { kind: 'migrate', toNumber: version.number, steps: body.steps })
      return new Answer(202, { toNumber: version.number })
    },
  }),
]

async function requireLatest(sql: Sql, id: string) {
  await findAutopilot(sql, id)
  const version = await readLatestVersion(sql, id)
  if (version === undefined) throw new Problem('autopilot_not_published')
  return version
}

/** The version's steps. @throws Problem 422 where journeys are to go on at one that it does not have */
function requireKnownSteps({ steps }: JourneyDefinition, moves: Record<string, string>): ReadonlySet<string> {
  const known = new Set(steps.map((step) => step.id))
  const errors = Object.entries(moves)
    .filter(([, to]) => !known.has(to))
    .map(([from]) => ({ path: `steps.${from}`, message: 'The version has no such step' }))
  if (errors.length > 0) throw new Problem('invalid_request', { errors })
  return known
}

function findTarget({ isLatest, isWaiting, step }: WaitingGroup, known: ReadonlySet<string>, steps: Record<string, string>): string | null {
  if (isLatest || !isWaiting || step === null) return null
  const target = steps[step] ?? step
  return known.has(target) ? target : null
}

/** Of whom an exit rule of the version is true now: they end with their next act. */
async function countLeaving(
  sql: Sql,
  { exitRules }: JourneyDefinition,
  { customerIds, now }: { customerIds: string[]; now: Date },
): Promise<number> {
  const leaving = new Set<string>()
  for (const exit of exitRules)
    if (exit.kind === 'rule') for (const id of await findMembers(sql, { rule: exit.rule, customerIds, now })) leaving.add(id)
  return customerIds.filter((id) => leaving.has(id)).length
}
