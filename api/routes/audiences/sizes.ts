/** How large audiences are, what their members bought, and how both have changed. */
import { z } from 'zod'
import { listAudienceSizes } from '../../../db/queries/audiences/audience-sizes.ts'
import { countMembers } from '../../../db/queries/audiences/count-members.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { defaultPeriodDays, maximumPeriodDays } from '../../../domain/audience-figures.ts'
import { addDays, localTimeAt } from '../../../domain/time.ts'
import { askQuestion } from '../../audiences/questions.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { audienceFiguresSchema, audienceSizesSchema } from '../../schemas/audiences.ts'
import { idParams } from '../../schemas/ids.ts'
import { viewFigures, viewSize } from '../../views/audiences.ts'
import { findAudience } from './saved.ts'

const tag = 'Audiences'
const params = idParams('audience')
const defaultDays = 90
const mostDays = 732

const wholeDays = z
  .string()
  .regex(/^\d{1,4}$/, 'A whole number')
  .transform(Number)
  .pipe(z.int().min(1).max(maximumPeriodDays))
  .optional()
  .meta({
    description: `Days up to now that orders, revenue and order value are of: 1 to ${maximumPeriodDays}, ${defaultPeriodDays} when left out.`,
    type: 'integer',
    minimum: 1,
    maximum: maximumPeriodDays,
    default: defaultPeriodDays,
  })

export const sizeRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/{id}/figures',
    tag,
    summary: 'Count an audience now: its size, its reach on each channel, and what its members bought',
    scope: 'audiences:read',
    params,
    query: z.strictObject({ days: wholeDays }),
    response: audienceFiguresSchema,
    async handler(request) {
      const { sql, pool, at, query } = request
      const { rule } = await findAudience(sql, request.params.id)
      const { value: store } = await readSettings(sql, 'store')
      const figures = await askQuestion(request, (limits) =>
        countMembers(pool, rule, { currency: store.currency, periodDays: query.days ?? defaultPeriodDays, at, ...limits }),
      )
      return { at: at.toISOString(), ...viewFigures(figures) }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/{id}/sizes',
    tag,
    summary: 'The size of a pinned audience and what its members bought, day by day',
    description: `Counted every hour while it is pinned; a day shows its last count, and orders are those of the ${defaultPeriodDays} days up to then. Both days are included; without them, the latest ${defaultDays} days.`,
    scope: 'audiences:read',
    params,
    query: z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() }),
    response: audienceSizesSchema,
    async handler({ params: { id }, query, sql, at }) {
      await findAudience(sql, id)
      const { value: store } = await readSettings(sql, 'store')
      const until = query.to ?? localTimeAt(at, store.timeZone).date
      const from = query.from ?? addDays(until, 1 - defaultDays)
      if (from > until) throw new Problem('invalid_request', { errors: [{ path: 'query.to', message: 'Before `from`' }] })
      if (addDays(from, mostDays) <= until)
        throw new Problem('invalid_request', { errors: [{ path: 'query.from', message: `At most ${mostDays} days` }] })
      const days = await listAudienceSizes(sql, { audienceId: id, from, until })
      return { timeZone: store.timeZone, days: days.map(viewSize) }
    },
  }),
]
