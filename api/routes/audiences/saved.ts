/** Saved audiences: make, list, read, change. */
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { readLatestSizes } from '../../../db/queries/audiences/audience-sizes.ts'
import {
  changeAudience,
  countPinned,
  insertAudience,
  listAudiences,
  lockAudienceGraph,
  readAudience,
  type SavedAudience,
} from '../../../db/queries/audiences/audiences.ts'
import type { Sql } from '../../../db/client.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import { readNamesOfRules } from '../../audiences/name-records.ts'
import { countSoon } from '../../audiences/count-soon.ts'
import { requireRule } from '../../audiences/rule-input.ts'
import { checkNewRule } from '../../audiences/write-audience.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute } from '../../http/routes.ts'
import { readIfMatch, toETag } from '../../http/versions.ts'
import {
  audienceChangeSchema,
  audienceSchema,
  documentedAudienceChangeSchema,
  documentedNewAudienceSchema,
  newAudienceSchema,
} from '../../schemas/audiences.ts'
import { idParams } from '../../schemas/ids.ts'
import { viewAudience } from '../../views/audiences.ts'

const tag = 'Audiences'
const params = idParams('audience')
/** Each is counted every hour. */
const maximumPinned = 50

/** In a query: `true` or `false`. */
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const savedRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/audiences',
    tag,
    summary: 'Save an audience: a live rule under a name',
    description: 'The rule is given as `rule` (JSON) or as `text`. Who is in it is asked whenever it is used.',
    scope: 'audiences:write',
    idempotencyKey: 'optional',
    body: newAudienceSchema,
    documentedBody: documentedNewAudienceSchema,
    status: 201,
    response: audienceSchema,
    async handler(request) {
      const { name, isPinned, ...input } = request.body
      const audience = await runInTransaction(request.sql, async (sql) => {
        const { value: store } = await readSettings(sql, 'store')
        const rule = requireRule(input, store)
        await lockAudienceGraph(sql, 'alone')
        const references = await checkNewRule(sql, { rule, input })
        if (isPinned) await requireRoomForPin(sql)
        const saved = await insertAudience(sql, { name, rule, isPinned }, { references })
        if (isPinned) await countSoon(request, sql, saved)
        return saved
      })
      return answerAudience(request.sql, audience, 201)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences',
    tag,
    summary: 'List audiences, newest first; pinned ones with their latest count',
    scope: 'audiences:read',
    query: z.strictObject({
      ...pageQuery,
      q: z.string().max(200).optional().meta({ description: 'Part of the name, any case.' }),
      pinned: flag.optional(),
      archived: flag.optional().meta({ description: 'Those that are archived, and only those; left out, those that are not.' }),
    }),
    response: pageOf(audienceSchema),
    async handler({ query: { cursor, limit = defaultLimit, q, pinned, archived = false }, sql }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listAudiences(sql, { q, isPinned: pinned, isArchived: archived, before, limit: limit + 1 })
      const records = await readNamesOfRules(
        sql,
        rows.map(({ rule }) => rule),
      )
      const sizes = await readLatestSizes(
        sql,
        rows.filter(({ isPinned }) => isPinned).map(({ id }) => id),
      )
      return makePage(
        rows,
        limit,
        (row) => viewAudience(row, records, sizes.get(row.id)),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/{id}',
    tag,
    summary: 'Read an audience; `ETag` is its version',
    scope: 'audiences:read',
    params,
    response: audienceSchema,
    async handler({ params: { id }, sql }) {
      return answerAudience(sql, await findAudience(sql, id), 200)
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/audiences/{id}',
    tag,
    summary: 'Change an audience: its name, its rule, whether it is pinned',
    description:
      'Fields that are left out stay. With `If-Match`, only the version that it names is changed. Broadcasts that are to be sent to it follow.',
    scope: 'audiences:write',
    idempotencyKey: 'optional',
    honoursIfMatch: true,
    params,
    body: audienceChangeSchema,
    documentedBody: documentedAudienceChangeSchema,
    response: audienceSchema,
    async handler(request) {
      const { id } = request.params
      const { name, isPinned, ...input } = request.body
      const expected = readIfMatch(request.http.request.headers['if-match'])
      const changed = await runInTransaction(request.sql, async (sql) => {
        const hasRule = input.rule !== undefined || input.text !== undefined
        const { value: store } = await readSettings(sql, 'store')
        const rule = hasRule ? requireRule(input, store) : undefined
        await lockAudienceGraph(sql, 'alone')
        const before = await findAudience(sql, id)
        if (before.archivedAt !== null) throw new Problem('audience_archived')
        if (expected !== undefined && expected !== before.version) throw new Problem('version_mismatch')
        const references = rule === undefined ? undefined : await checkNewRule(sql, { rule, input, audience: before })
        if (isPinned === true && !before.isPinned) await requireRoomForPin(sql)
        const draft = { name: name ?? before.name, rule: rule ?? before.rule, isPinned: isPinned ?? before.isPinned }
        // Nothing to overwrite for anybody.
        if (isDeepStrictEqual(draft, { name: before.name, rule: before.rule, isPinned: before.isPinned })) return before
        const after = await changeAudience(sql, before, draft, references)
        if (after === undefined) throw new Problem('version_mismatch')
        if (after.isPinned && (!before.isPinned || rule !== undefined)) await countSoon(request, sql, after)
        return after
      })
      return answerAudience(request.sql, changed, 200)
    },
  }),
]

/** @throws Problem 404 */
export async function findAudience(sql: Sql, id: string): Promise<SavedAudience> {
  const audience = await readAudience(sql, id)
  if (audience === undefined) throw new Problem('not_found')
  return audience
}

export async function answerAudience(sql: Sql, audience: SavedAudience, status: number) {
  const records = await readNamesOfRules(sql, [audience.rule])
  const sizes = await readLatestSizes(sql, audience.isPinned ? [audience.id] : [])
  return new Answer(status, viewAudience(audience, records, sizes.get(audience.id)), { ETag: toETag(audience.version) })
}

/** The graph's lock makes one of two who take the last place wait for the other. */
async function requireRoomForPin(sql: Sql): Promise<void> {
  if ((await countPinned(sql)) >= maximumPinned)
    throw new Problem('too_many_pinned', { detail: `At most ${maximumPinned} audiences may be pinned.` })
}
