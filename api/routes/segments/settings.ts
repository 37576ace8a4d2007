/** The segments' settings: what a change would do, and which versions there were. They are read and changed at /api/v1/settings/segments. */
import { z } from 'zod'
import { previewSegmentSettings } from '../../../db/queries/segments/preview-settings.ts'
import { listSettingsVersions, readSettings } from '../../../db/queries/settings.ts'
import { covers } from '../../../domain/api-scopes.ts'
import { findContradictions, type SegmentSettings } from '../../../domain/segment-settings.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import {
  settingsPreviewRequestSchema,
  settingsPreviewSchema,
  settingsVersionSchema,
  viewSettingsPreview,
  viewSettingsVersion,
} from '../../schemas/segment-settings.ts'

const defaultSample = 20

export const segmentSettingsRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/segments/settings/preview',
    tag: 'Segments',
    scope: 'segments:read',
    summary: 'Who would move if settings changed',
    description:
      'Everyone is scored twice as of now, with the settings as they are and as they would be; nothing is written. When the client leaves, the database stops; after thirty seconds it stops anyway. PATCH /api/v1/settings/segments applies a change: it starts a refresh at once and counts the past days again.',
    body: settingsPreviewRequestSchema,
    response: settingsPreviewSchema,
    async handler(request) {
      const { body, sql, at, caller } = request
      const { value: current, version } = await readSettings(sql, 'segments')
      // Only what was named: an absent field is no change.
      const changed: SegmentSettings = { ...current, ...body.changes }
      const errors = findContradictions(changed).map(({ field, message }) => ({ path: `changes.${field}`, message }))
      if (errors.length > 0) throw new Problem('invalid_request', { errors })
      const sample = covers(caller.scopes, 'customers:read') ? (body.sample ?? defaultSample) : 0
      const preview = await askInTransaction(request, (sql) => previewSegmentSettings(sql, { at, current, changed, sample }))
      return viewSettingsPreview(preview, { at, version, settings: changed })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/settings/versions',
    tag: 'Segments',
    scope: 'settings:read',
    summary: 'List every version of the segments’ settings, newest first',
    query: z.strictObject(pageQuery),
    response: pageOf(settingsVersionSchema),
    async handler({ query, sql }) {
      const limit = query.limit ?? defaultLimit
      const [before] = decodeCursor(z.tuple([z.int().min(0)]), query.cursor) ?? []
      const rows = await listSettingsVersions(sql, 'segments', { ...(before === undefined ? {} : { before }), limit: limit + 1 })
      return makePage(rows, limit, viewSettingsVersion, (row) => [row.version])
    },
  }),
]
