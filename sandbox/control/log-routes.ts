/** The auditor's log over HTTP: its lines, its counts, and starting over. */
import { z } from 'zod'
import { replyJson } from '../http-exchange.ts'
import type { AcceptedRecord } from '../log/accepted-log.ts'
import type { Route } from './route.ts'

const providers = z.enum(['resend', 'vonage', 'push']).optional()
const MOST_LINES = 100_000

const logQuery = z.strictObject({
  provider: providers,
  campaign: z.string().optional(),
  /** Only what came after this: a `seq`, or an instant. */
  since: z.union([z.coerce.number().int().min(0), z.iso.datetime({ offset: true })]).default(0),
  limit: z.coerce.number().int().min(1).max(MOST_LINES).default(1_000),
})

const summaryQuery = z.strictObject({ provider: providers, campaign: z.string().optional() })

export const logRoutes: Route[] = [
  {
    method: 'GET',
    pattern: /^\/log$/,
    async handle({ query }, { parts }) {
      const parsed = logQuery.safeParse(Object.fromEntries(query))
      if (!parsed.success)
        return replyJson(422, {
          error: 'invalid_request',
          issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
        })
      const { provider, campaign, since, limit } = parsed.data
      const afterInstant = typeof since === 'string' ? Date.parse(since) : undefined
      const data: AcceptedRecord[] = []
      for await (const record of parts.log.read(typeof since === 'number' ? since : 0)) {
        if (provider !== undefined && record.provider !== provider) continue
        if (campaign !== undefined && record.campaign !== campaign) continue
        if (afterInstant !== undefined && Date.parse(record.acceptedAt) <= afterInstant) continue
        data.push(record)
        if (data.length > limit) break
      }
      const page = data.slice(0, limit)
      return replyJson(200, { data: page, nextCursor: data.length > limit ? (page.at(-1)?.seq ?? null) : null })
    },
  },
  {
    method: 'GET',
    pattern: /^\/log\/summary$/,
    async handle({ query }, { summarise }) {
      const parsed = summaryQuery.safeParse(Object.fromEntries(query))
      return parsed.success ? replyJson(200, await summarise(parsed.data)) : replyJson(422, { error: 'invalid_request' })
    },
  },
  {
    method: 'DELETE',
    pattern: /^\/log$/,
    async handle(_request, { clearLog }) {
      await clearLog()
      return replyJson(204)
    },
  },
]
