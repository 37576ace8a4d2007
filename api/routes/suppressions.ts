/** Suppressions and the blacklist: addresses that must not be written to, and the log of every change. */
import { z } from 'zod'
import {
  addSuppressions,
  listSuppressionEvents,
  listSuppressions,
  removeSuppression,
  type Suppression,
} from '../../db/queries/suppressions.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { normaliseAddress } from '../../domain/channel-addresses.ts'
import { channelNames } from '../../domain/channels.ts'
import { formatId } from '../../domain/ids.ts'
import { suppressionReasons } from '../../domain/suppressions.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { type Caller, defineRoute } from '../http/routes.ts'
import { channel } from '../schemas/consents.ts'
import { formattedInstant } from '../schemas/instants.ts'

const tag = 'Suppressions'
const reason = z.enum(suppressionReasons)
const address = z.string().min(1).max(2048)

const suppressionSchema = z
  .strictObject({ channel, address: z.string(), reason, source: z.string(), createdAt: formattedInstant })
  .meta({ id: 'Suppression' })

const suppressionEventSchema = z
  .strictObject({
    channel,
    address: z.string(),
    action: z.enum(['added', 'removed']),
    reason: z.string(),
    source: z.string(),
    occurredAt: formattedInstant,
  })
  .meta({ id: 'SuppressionEvent' })

const suppressionInput = z.strictObject({ channel, address, reason: reason.default('blacklist') }).meta({ id: 'SuppressionInput' })

export const suppressionRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/suppressions',
    tag,
    scope: 'consents:write',
    summary: 'Add up to 5,000 addresses',
    description: 'All or none. An address that is there for a stronger reason stays as it is.',
    body: z.strictObject({ suppressions: z.array(suppressionInput).min(1).max(5000) }),
    response: z.strictObject({ added: z.int(), unchanged: z.int() }),
    async handler({ body, caller, sql }) {
      const { value: store } = await readSettings(sql, 'store')
      const rows = body.suppressions.map((row) => ({
        ...row,
        address: normaliseAddress(row.channel, row.address, store.country),
        source: nameSource(caller),
      }))
      const errors = rows.flatMap((row, index) =>
        row.address === undefined ? [{ path: `suppressions[${index}].address`, message: 'Not an address on this channel' }] : [],
      )
      if (errors.length > 0) throw new Problem('invalid_request', { errors })
      const added = await addSuppressions(
        sql,
        rows.flatMap(({ address: normalised, ...row }) => (normalised === undefined ? [] : [{ ...row, address: normalised }])),
      )
      return { added: added.length, unchanged: rows.length - added.length }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/suppressions',
    tag,
    scope: 'consents:read',
    summary: 'List suppressed addresses',
    query: z.strictObject({ channel: channel.optional(), reason: reason.optional(), address: address.optional(), ...pageQuery }),
    response: pageOf(suppressionSchema),
    async handler({ query: { cursor, limit = defaultLimit, ...filter }, sql }) {
      const after = decodeCursor(z.tuple([z.enum(channelNames), z.string()]), cursor)
      return makePage(await listSuppressions(sql, { ...filter, after, limit: limit + 1 }), limit, viewSuppression, (row) => [
        row.channel,
        row.address,
      ])
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/suppressions/{channel}/{address}',
    tag,
    scope: 'consents:write',
    summary: 'Take an address off the list',
    params: z.strictObject({ channel, address }),
    async handler({ params, caller, sql }) {
      const { value: store } = await readSettings(sql, 'store')
      const normalised = normaliseAddress(params.channel, params.address, store.country)
      const removed =
        normalised === undefined
          ? undefined
          : await removeSuppression(sql, { channel: params.channel, address: normalised, source: nameSource(caller) })
      if (removed === undefined) throw new Problem('not_found')
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/suppression-events',
    tag,
    scope: 'consents:read',
    summary: 'List who or what changed the suppressions, newest first',
    query: z.strictObject({ channel: channel.optional(), address: address.optional(), ...pageQuery }),
    response: pageOf(suppressionEventSchema),
    async handler({ query: { cursor, limit = defaultLimit, ...filter }, sql }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listSuppressionEvents(sql, { ...filter, before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        ({ id: _id, occurredAt, ...row }) => ({ ...row, occurredAt: occurredAt.toISOString() }),
        (row) => [row.id],
      )
    },
  }),
]

function nameSource({ kind, id }: Caller): string {
  return kind === 'member' ? `console:${formatId('member', id)}` : `api:${formatId('apiKey', id)}`
}

function viewSuppression({ createdAt, ...row }: Suppression): z.input<typeof suppressionSchema> {
  return { ...row, createdAt: createdAt.toISOString() }
}
