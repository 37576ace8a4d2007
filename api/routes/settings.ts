/** Settings: what a store tells about itself, when it may contact people, where the segments' lines are, and how many vouchers may stack up. */
import { z } from 'zod'
import { requestSegmentRun } from '../../db/queries/segments/request-segment-run.ts'
import { changeSettings, holdSettings, readSettings, type Versioned } from '../../db/queries/settings.ts'
import type { Sql } from '../../db/client.ts'
import { findContradictions, type SegmentSettings } from '../../domain/segment-settings.ts'
import type { Settings } from '../../domain/settings.ts'
import { runInTransaction } from '../../db/transaction.ts'
import { Problem } from '../http/problems.ts'
import { Answer, defineRoute } from '../http/routes.ts'
import { readIfMatch, toETag } from '../http/versions.ts'
import { formattedInstant } from '../schemas/instants.ts'
import { contactPolicySettings, segmentSettings, storeSettings, voucherSettings } from '../schemas/settings.ts'

const tag = 'Settings'

export const settingsRoutes = [
  ...makeRoutes('store', 'store', storeSettings, 'StoreSettings', 'the store'),
  ...makeRoutes('contact_policy', 'contact-policy', contactPolicySettings, 'ContactPolicySettings', 'the contact policy'),
  ...makeRoutes('segments', 'segments', segmentSettings, 'SegmentSettings', 'the segments'),
  ...makeRoutes('vouchers', 'vouchers', voucherSettings, 'VoucherSettings', 'vouchers'),
]

/** Reading and changing one topic; `version` grows with every change, and is the ETag. */
function makeRoutes(topic: keyof Settings, name: string, schema: z.ZodObject, id: string, what: string) {
  const response = z
    .strictObject({
      value: schema,
      version: z.int().meta({ description: '0 while nothing was ever changed.' }),
      changedAt: formattedInstant.nullable().meta({ description: 'When it was changed last; null for the defaults.' }),
      changedBy: z.string().nullable().meta({ description: 'The name of the API key or member, where it is known.' }),
    })
    .meta({ id })
  const change = z
    .strictObject({
      ...schema.partial().shape,
    })
    .meta({ id: `${id}Change`, description: 'The fields that change.' })
  return [
    defineRoute({
      method: 'get',
      path: `/api/v1/settings/${name}`,
      tag,
      scope: 'settings:read',
      summary: `Get the settings of ${what}`,
      response,
      handler: async ({ sql }) => answer(await readSettings(sql, topic)),
    }),
    defineRoute({
      method: 'patch',
      path: `/api/v1/settings/${name}`,
      tag,
      scope: 'settings:write',
      summary: `Change the settings of ${what}`,
      description: 'Fields that are left out stay. With `If-Match`, only the version that it names is changed.',
      honoursIfMatch: true,
      body: change,
      response,
      handler: ({ body, sql, caller, http }) =>
        runInTransaction(sql, async (sql) => {
          const expected = readIfMatch(http.request.headers['if-match'])
          await holdSettings(sql, topic)
          const { version } = await readSettings(sql, topic)
          if (expected !== undefined && expected !== version) throw new Problem('version_mismatch')
          const changed = await changeSettings(sql, topic, body, caller.name)
          const errors = listContradictions(topic, changed.value)
          if (errors.length > 0) throw new Problem('invalid_request', { errors })
          await requestSegmentRuns(sql, topic, body)
          return answer(changed)
        }),
    }),
  ]
}

function answer({ value, version, changedAt, changedBy }: Versioned<object>) {
  return new Answer(
    200,
    { value: { ...value }, version, changedAt: changedAt?.toISOString() ?? null, changedBy },
    { ETag: toETag(version) },
  )
}

function listContradictions(topic: keyof Settings, value: object): { path: string; message: string }[] {
  if (topic !== 'segments') return []
  return findContradictions(value as SegmentSettings).map(({ field, message }) => ({ path: field, message }))
}

/** The segments follow their settings at once, and so does their history, whose days are the store's. */
async function requestSegmentRuns(sql: Sql, topic: keyof Settings, body: object): Promise<void> {
  if (topic === 'segments') await requestSegmentRun(sql, 'refresh_segments')
  if (topic === 'store' && 'timeZone' in body) await requestSegmentRun(sql, 'count_segment_history')
}
