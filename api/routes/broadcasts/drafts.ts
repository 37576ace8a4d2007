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
import { lockAudienceGraph } from '../../../db/queries/audiences/audiences.ts'
import type { Sql } from '../../../db/client.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import { channelNames } from '../../../domain/channels.ts'
import { nameCopy } from '../../../domain/copy-names.ts'
import { parseId } from '../../../domain/ids.ts'
import { readAudienceInput, requireCampaignAudience } from '../../audiences/audience-parts.ts'
import { readNamesOfAudiences } from '../../audiences/name-records.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute, type RouteRequest } from '../../http/routes.ts'
import { keepDraft, namesNothing, readIfMatch, toETag } from '../../http/versions.ts'
import {
  briefBroadcastSchema,
  broadcastChangeSchema,
  broadcastSchema,
  broadcastStatuses,
  documentedBroadcastChangeSchema,
  documentedNewBroadcastSchema,
  newBroadcastSchema,
} from '../../schemas/broadcasts.ts'
import { idParams } from '../../schemas/ids.ts'
import { viewBriefly, viewBroadcast } from '../../views/broadcasts.ts'

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
    documentedBody: documentedNewBroadcastSchema,
    status: 201,
    response: broadcastSchema,
    async handler({ body, sql, dependencies }) {
      const { channel, audience: given, ...draft } = body
      assertChannel(channel, draft.message.channel)
      const audience = await readAudienceInput(sql, given)
      const made = await runInTransaction(sql, async (transaction) => {
        await lockAudienceGraph(transaction, 'shared')
        await requireCampaignAudience(transaction, audience, given)
        return insertBroadcast(transaction, { ...draft, audience })
      })
      return answer(sql, made, dependencies, 201)
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
      q: z.string().max(200).optional().meta({ description: 'Part of the name, any case, or the id.' }),
      message: z.enum(['true', 'false']).optional().meta({ description: '`false` leaves the messages out, which may be long.' }),
    }),
    response: pageOf(z.union([broadcastSchema, briefBroadcastSchema])),
    async handler({ query: { cursor, limit = defaultLimit, message, q, ...filter }, sql, dependencies }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listBroadcasts(sql, { ...filter, ...readSearch(q), before, limit: limit + 1, hasMessage: message !== 'false' })
      const records = await readNamesOfAudiences(
        sql,
        rows.map(({ audience }) => audience),
      )
      return makePage(
        rows,
        limit,
        ({ message: written, ...row }) => {
          const brief = viewBriefly(row, records, dependencies.config.temporal)
          return written === null ? brief : { ...brief, message: written }
        },
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
      return answer(sql, await findBroadcast(sql, id), dependencies, 200)
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/broadcasts/{id}',
    tag,
    summary: 'Change a draft',
    description: 'Fields that are left out stay. With `If-Match`, only the version that it names is changed.',
    scope: 'broadcasts:write',
    idempotencyKey: 'optional',
    honoursIfMatch: true,
    params,
    body: broadcastChangeSchema,
    documentedBody: documentedBroadcastChangeSchema,
    response: broadcastSchema,
    async handler({ params: { id }, body, sql, http, dependencies }) {
      const { channel, audience: given, ...change } = body
      const expected = readIfMatch(http.request.headers['if-match'])
      const audience = given === undefined ? undefined : await readAudienceInput(sql, given)
      const changed = await runInTransaction(sql, async (transaction) => {
        if (audience !== undefined) await lockAudienceGraph(transaction, 'shared')
        const before = await lockBroadcast(transaction, id)
        if (before === undefined) return 'not_found'
        if (audience !== undefined) await requireCampaignAudience(transaction, audience, given)
        if (namesNothing(body)) return keepDraft(before, expected)
        const draft = { ...before, ...change, audience: audience ?? before.audience }
        assertChannel(channel, draft.message.channel)
        return changeDraft(transaction, id, draft, expected ?? before.version)
      })
      return answer(sql, assertDraft(changed), dependencies, 200)
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
      const copy = await runInTransaction(sql, async (transaction) => {
        await lockAudienceGraph(transaction, 'shared')
        const original = await findBroadcast(transaction, id)
        await requireCampaignAudience(transaction, original.audience)
        const name = body.name ?? nameCopy(original.name)
        return insertBroadcast(transaction, { ...original, name, schedule: { kind: 'now' }, expiresAt: null }, id)
      })
      return answer(sql, copy, dependencies, 201)
    },
  }),
]

function readSearch(q: string | undefined) {
  const id = q === undefined ? undefined : parseId('broadcast', q.trim())
  return id === undefined ? { q } : { id }
}

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

async function answer(sql: Sql, broadcast: Broadcast, { config }: RouteRequest<unknown, unknown, unknown>['dependencies'], status: number) {
  const records = await readNamesOfAudiences(sql, [broadcast.audience])
  return new Answer(status, viewBroadcast(broadcast, records, config.temporal), { ETag: toETag(broadcast.version) })
}

function assertChannel(named: string | undefined, written: string): void {
  if (named === undefined || named === written) return
  throw new Problem('invalid_request', { errors: [{ path: 'channel', message: `The message is for the channel ${written}` }] })
}
