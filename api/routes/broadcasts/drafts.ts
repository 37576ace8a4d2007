/** Broadcasts as drafts: make, list, read, change, delete, copy. */
import { z } from 'zod'
import {
  changeDraft,
  deleteDraft,
  insertBroadcast,
  listBroadcasts,
  lockBroadcast,
  readBroadcast,
  type Broadcast,
  type DraftRefusal,
} from '../../../db/queries/broadcasts.ts'
import type { Sql } from '../../../db/client.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import { channelNames } from '../../../domain/channels.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute, type RouteRequest } from '../../http/routes.ts'
import { broadcastChangeSchema, broadcastSchema, broadcastStatuses, newBroadcastSchema } from '../../schemas/broadcasts.ts'
import { idParams } from '../../schemas/ids.ts'
import { viewBroadcast } from '../../views/broadcasts.ts'

const tag = 'Broadcasts'
const params = idParams('broadcast')

export const draftRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/broadcasts',
    tag,
    summary: 'Make a draft',
    scope: 'broadcasts:write',
    idempotencyKey: 'optional',
    body: newBroadcastSchema,
    status: 201,
    response: broadcastSchema,
    async handler({ body, sql, dependencies }) {
      const { channel, ...draft } = body
      assertChannel(channel, draft.message.channel)
      return answer(await insertBroadcast(sql, draft), dependencies, 201)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts',
    tag,
    summary: 'List broadcasts, newest first',
    scope: 'broadcasts:read',
    query: z.strictObject({
      ...pageQuery,
      status: z.enum(broadcastStatuses).optional(),
      channel: z.enum(channelNames).optional(),
      q: z.string().max(200).optional().meta({ description: 'Part of the name, any case.' }),
    }),
    response: pageOf(broadcastSchema),
    async handler({ query: { cursor, limit = defaultLimit, ...filter }, sql, dependencies }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listBroadcasts(sql, { ...filter, before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => viewBroadcast(row, dependencies.config.temporal),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}',
    tag,
    summary: 'Read a broadcast; `ETag` is its version',
    scope: 'broadcasts:read',
    params,
    response: broadcastSchema,
    async handler({ params: { id }, sql, dependencies }) {
      return answer(await findBroadcast(sql, id), dependencies, 200)
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/broadcasts/{id}',
    tag,
    summary: 'Change a draft',
    description: 'Fields that are left out stay. With `If-Match`, only the version that it names is changed.',
    scope: 'broadcasts:write',
    params,
    body: broadcastChangeSchema,
    response: broadcastSchema,
    async handler({ params: { id }, body, sql, http, dependencies }) {
      const { channel, ...change } = body
      const expected = readIfMatch(http.request.headers['if-match'])
      const changed = await runInTransaction(sql, async (transaction) => {
        const before = await lockBroadcast(transaction, id)
        if (before === undefined) return 'not_found'
        const draft = { ...before, ...change }
        assertChannel(channel, draft.message.channel)
        return changeDraft(transaction, id, draft, expected ?? before.version)
      })
      return answer(assertDraft(changed), dependencies, 200)
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/broadcasts/{id}',
    tag,
    summary: 'Delete a draft',
    scope: 'broadcasts:write',
    params,
    async handler({ params: { id }, sql }) {
      const outcome = await deleteDraft(sql, id)
      if (outcome !== 'deleted') assertDraft(outcome)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/broadcasts/{id}/copy',
    tag,
    summary: 'Make a draft that says the same',
    description: 'The copy is to be sent at once, whatever the schedule of the original was, and does not expire.',
    scope: 'broadcasts:write',
    idempotencyKey: 'optional',
    params,
    body: z.strictObject({ name: broadcastChangeSchema.shape.name }),
    status: 201,
    response: broadcastSchema,
    async handler({ params: { id }, body, sql, dependencies }) {
      const original = await findBroadcast(sql, id)
      const name = body.name ?? `${original.name} (copy)`.slice(0, 200)
      const copy = await insertBroadcast(sql, { ...original, name, schedule: { kind: 'now' }, expiresAt: null }, id)
      return answer(copy, dependencies, 201)
    },
  }),
]

/** @throws Problem 404 */
export async function findBroadcast(sql: Sql, id: string): Promise<Broadcast> {
  const broadcast = await readBroadcast(sql, id)
  if (broadcast === undefined) throw new Problem('not_found')
  return broadcast
}

/** @throws Problem 404, 409 or 412 for a refusal */
export function assertDraft<T extends object>(result: T | DraftRefusal): T {
  switch (result) {
    case 'not_found':
      throw new Problem('not_found')
    case 'not_draft':
      throw new Problem('broadcast_not_draft')
    case 'version_mismatch':
      throw new Problem('version_mismatch')
    default:
      return result
  }
}

function answer(broadcast: Broadcast, { config }: RouteRequest<unknown, unknown, unknown>['dependencies'], status: number) {
  return new Answer(status, viewBroadcast(broadcast, config.temporal), { ETag: `"${broadcast.version}"` })
}

function assertChannel(named: string | undefined, written: string): void {
  if (named === undefined || named === written) return
  throw new Problem('invalid_request', { errors: [{ path: 'channel', message: `The message is for the channel ${written}` }] })
}

/** Undefined without the header, and for `*`: any version. What cannot be a version matches none. */
function readIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  return Number(/^"(\d{1,9})"$/.exec(header.trim())?.[1] ?? -1)
}
