/** How the system was over a period. */
import { z } from 'zod'
import { readProviderCalls } from '../../../../db/queries/voucher-reports/read-provider-calls.ts'
import { type LevelMinutes, readSystemSamples } from '../../../../db/queries/voucher-reports/read-system-samples.ts'
import { channelNames } from '../../../../domain/channels.ts'
import type { Period } from '../../../../domain/report-periods.ts'
import { systemParts } from '../../../../domain/system-health.ts'
import { describeSystemCode, describeSystemPart } from '../../../../domain/system-words.ts'
import { systemHealthReportSchema } from '../../../schemas/system-reports.ts'
import { periodQuery, stepQuery } from '../../../schemas/voucher-report-parts.ts'
import { shareOf, viewPeriod } from '../../../views/voucher-reports/period.ts'
import { defineReport } from './define-report.ts'

const nothing: LevelMinutes = { green: 0, amber: 0, red: 0 }

export const systemHealthRoutes = defineReport({
  name: 'system-health',
  summary: 'The system over a period: workers, backlog, outbox, schedules, database, providers',
  description: 'From samples that are taken once a minute and kept for 90 days. A minute without one is unknown, never well.',
  query: z.strictObject({ ...periodQuery, ...stepQuery }),
  response: systemHealthReportSchema,
  async read({ sql, period, before, parts, head }) {
    const now = await readSystemSamples(sql, parts)
    const earlier = await readSystemSamples(sql, [before])
    const { channels } = await readProviderCalls(sql, { parts: [period] })
    return {
      ...head,
      minutes: { now: viewMinutes(now.minutes, period), before: viewMinutes(earlier.minutes, before) },
      parts: systemParts.map((part) => ({
        part,
        label: describeSystemPart(part),
        minutes: viewMinutes(now.parts.find((one) => one.part === part)?.minutes ?? nothing, period),
      })),
      codes: now.codes.map(({ part, code, minutes }) => ({ part, code, sentence: describeSystemCode(code), minutes })),
      figures: now.figures,
      providers: channelNames.map((channel) => {
        const { calls, errors } = channels.find((one) => one.channel === channel) ?? { calls: 0, errors: 0 }
        return { channel, calls, errors, errorRate: shareOf(errors, calls) }
      }),
      overTime: parts.map((part, index) => ({
        ...viewPeriod(part),
        minutes: viewMinutes(now.overTime[index]?.minutes ?? nothing, part),
        figures: now.overTime[index]?.figures ?? [],
      })),
    }
  },
})

/** A minute belongs to where it begins. */
function viewMinutes(minutes: LevelMinutes, { openingAt, closingAt }: Period) {
  const begun = Math.ceil(closingAt.getTime() / 60_000) - Math.ceil(openingAt.getTime() / 60_000)
  const { green, amber, red } = minutes
  return { green, amber, red, unknown: Math.max(0, begun - green - amber - red) }
}
