/** Settings: what a store tells about itself, when it may contact people, and where the segments' lines are. */
import { z } from 'zod'
import { changeSettings, readSettings } from '../../db/queries/settings.ts'
import type { Settings } from '../../domain/settings.ts'
import { runInTransaction } from '../../db/transaction.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { contactPolicySettings, segmentSettings, storeSettings } from '../schemas/settings.ts'

const tag = 'Settings'

export const settingsRoutes = [
  ...makeRoutes('store', 'store', storeSettings, 'StoreSettings', 'the store'),
  ...makeRoutes('contact_policy', 'contact-policy', contactPolicySettings, 'ContactPolicySettings', 'the contact policy'),
  ...makeRoutes('segments', 'segments', segmentSettings, 'SegmentSettings', 'the segments'),
]

/** Reading and changing one topic; `version` grows with every change. */
function makeRoutes(topic: keyof Settings, name: string, schema: z.ZodObject, id: string, what: string) {
  const response = z.strictObject({ value: schema, version: z.int() }).meta({ id })
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
      handler: async ({ sql }) => viewSettings(await readSettings(sql, topic)),
    }),
    defineRoute({
      method: 'patch',
      path: `/api/v1/settings/${name}`,
      tag,
      scope: 'settings:write',
      summary: `Change the settings of ${what}`,
      body: change,
      response,
      handler: ({ body, sql }) =>
        runInTransaction(sql, async (sql) => {
          const changed = await changeSettings(sql, topic, body)
          const errors = findContradictions(changed.value)
          if (errors.length > 0) throw new Problem('invalid_request', { errors })
          return viewSettings(changed)
        }),
    }),
  ]
}

function viewSettings({ value, version }: { value: object; version: number }) {
  return { value: { ...value }, version }
}

/** What each field allows by itself and the whole does not. */
function findContradictions(value: object): { path: string; message: string }[] {
  const { shortestGapDays, longestGapDays, atRiskFromGaps, atRiskUntilGaps } = value as Partial<Settings['segments']>
  const errors: { path: string; message: string }[] = []
  if (shortestGapDays !== undefined && longestGapDays !== undefined && shortestGapDays > longestGapDays)
    errors.push({ path: 'longestGapDays', message: 'Shorter than shortestGapDays' })
  if (atRiskFromGaps !== undefined && atRiskUntilGaps !== undefined && atRiskFromGaps > atRiskUntilGaps)
    errors.push({ path: 'atRiskUntilGaps', message: 'Less than atRiskFromGaps' })
  return errors
}
