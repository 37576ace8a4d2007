/** What an operator looks at every morning, in three answers of different price: what goes on, how the customers stand and whom to write to, and what campaigns have brought. */
import { z } from 'zod'
import { countSuggestions, listLatestSends } from '../../db/queries/today/count-suggestions.ts'
import { listLiveCampaigns } from '../../db/queries/today/list-live-campaigns.ts'
import { readFirstSteps } from '../../db/queries/today/read-first-steps.ts'
import { readResults } from '../../db/queries/today/read-results.ts'
import { readSegmentState } from '../../db/queries/segments/read-segment-state.ts'
import { countSegments, listSegmentDays } from '../../db/queries/segments/segment-counts.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { describeSegments, judgeReadiness } from '../../domain/segments.ts'
import { defaultSettings, type StoreSettings } from '../../domain/settings.ts'
import { addDays, instantAtLocalTime, localTimeAt } from '../../domain/time.ts'
import { askInTransaction } from '../audiences/questions.ts'
import { defineRoute } from '../http/routes.ts'
import { firstSteps, liveCampaignSchema, todayResultsSchema, todaySchema } from '../schemas/today.ts'
import { viewLiveCampaign, viewSuggestions } from '../views/today.ts'

const tag = 'Today'
const scope = 'reports:read'
const weekMs = 7 * 86_400_000

export const todayRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/today',
    tag,
    scope,
    summary: 'How the segments stand and moved, which sends would reach whom, and what a new store has still to do',
    description: 'Counts everyone who has ordered, twice: for a million customers one or two seconds.',
    response: todaySchema,
    async handler(request) {
      const { sql, at } = request
      const [{ value: store }, { value: policy }, { value: segmentSettings }] = await Promise.all([
        readSettings(sql, 'store'),
        readSettings(sql, 'contact_policy'),
        readSettings(sql, 'segments'),
      ])
      const today = localTimeAt(at, store.timeZone).date
      const [yesterday, weekAgo] = [addDays(today, -1), addDays(today, -7)]
      const [state, steps, days, latest] = [
        await readSegmentState(sql),
        await readFirstSteps(sql),
        await listSegmentDays(sql, { from: weekAgo, until: yesterday }),
        await listLatestSends(sql),
      ]
      const { counts, suggested } = await askInTransaction(request, async (sql) => ({
        counts: await countSegments(sql),
        suggested: await countSuggestions(sql, { now: at, cooldownMs: policy.cooldownMs }),
      }))
      const countedOn = (day: string) => days.find((counted) => counted.day === day)?.customers
      const done = { ...steps, sender: hasSender(store) }
      return {
        at: at.toISOString(),
        timeZone: store.timeZone,
        steps: firstSteps.map((step) => ({ step, isDone: done[step] })),
        readiness: judgeReadiness({ buyers: counts.buyers, isComputed: state.computedAt !== null, hasOrders: state.hasOrders }),
        refreshedAt: state.computedAt?.toISOString() ?? null,
        buyers: counts.buyers,
        ...{ yesterday, weekAgo },
        segments: describeSegments(segmentSettings).map(({ key, name, kind }) => ({
          ...{ key, name, kind },
          customers: counts.customers[key],
          yesterday: countedOn(yesterday)?.[key] ?? null,
          weekAgo: countedOn(weekAgo)?.[key] ?? null,
        })),
        suggestions: viewSuggestions(suggested, latest),
      }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/today/campaigns',
    tag,
    scope,
    summary: 'Every campaign that runs, waits, is paused or has failed within a week, of all kinds',
    description:
      'The failed ones first, then what sends, what is paused, what is scheduled, and what is always on; at most a hundred. Made to be asked every few seconds.',
    response: z.strictObject({ data: z.array(liveCampaignSchema) }),
    async handler({ sql, at }) {
      const { timeZone } = (await readSettings(sql, 'store')).value
      const redeemedFrom = instantAtLocalTime(addDays(localTimeAt(at, timeZone).date, -6), '00:00', timeZone)
      return { data: (await listLiveCampaigns(sql, at, redeemedFrom)).map(viewLiveCampaign) }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/today/results',
    tag,
    scope,
    summary: 'What campaigns of all kinds have brought in the last seven days, beside the seven before',
    description: 'Orders and revenue as the reports count them: each order for one campaign at most.',
    response: todayResultsSchema,
    async handler(request) {
      const { at } = request
      const from = new Date(at.getTime() - weekMs)
      const before = new Date(from.getTime() - weekMs)
      const { value: policy } = await readSettings(request.sql, 'contact_policy')
      const results = await askInTransaction(request, (sql) =>
        readResults(sql, { before, from, until: at, windowMs: policy.attributionWindowMs }),
      )
      return { from: from.toISOString(), until: at.toISOString(), ...results }
    },
  }),
]

/** The store has said who writes: not what every store begins with. */
function hasSender({ sender, postalAddress }: StoreSettings): boolean {
  const { store } = defaultSettings
  return sender.email !== '' && sender.email !== store.sender.email && postalAddress !== '' && postalAddress !== store.postalAddress
}
