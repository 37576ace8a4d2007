/** The reports on what voucher campaigns run on: the providers, and the system. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { healthLevels } from '../../domain/health-levels.ts'
import { systemParts } from '../../domain/system-health.ts'
import { campaignKinds, count, periodFields, reportHead, share } from './voucher-report-parts.ts'

const quantile = z.number().nullable()
const callFigures = {
  calls: count,
  errors: count.meta({ description: 'That did not end with `ok`.' }),
  errorRate: share,
  retries: count.meta({ description: 'Calls with messages that were called before, or may have been.' }),
  messages: count,
  p50Ms: quantile,
  p95Ms: quantile,
  p99Ms: quantile,
}
const channel = z.enum(channelNames)
const channelCalls = z
  .strictObject({
    channel,
    ...callFigures,
    callsPerMinute: z.number().meta({ description: 'Over all minutes of the period.' }),
    busyMinutes: count.meta({ description: 'Minutes with a call.' }),
    busiestMinute: count.meta({ description: 'The most calls of a minute.' }),
    errorMessages: count.meta({ description: 'Messages in the calls that did not end with `ok`, each as often as it was in one.' }),
    byCode: z
      .array(z.strictObject({ code: z.string(), calls: count, messages: count }))
      .meta({ description: 'Adds up to `calls`, and to `messages`.' }),
  })
  .meta({ id: 'ChannelCalls' })
const times = z.strictObject({ p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number() }).meta({ id: 'ReportQuantiles' })

export const apiPerformanceSchema = z
  .strictObject({
    ...reportHead,
    quantileError: z.number().meta({ description: 'How far a quantile of call times may be off, as a share of it.' }),
    channels: z.strictObject({ now: z.array(channelCalls), before: z.array(channelCalls) }),
    overTime: z.array(z.strictObject({ ...periodFields, channels: z.array(z.strictObject({ channel, ...callFigures })) })),
    triggerToAccepted: z
      .array(
        z.strictObject({
          kind: z.enum(campaignKinds),
          channel,
          messages: count,
          total: times,
          waiting: times.meta({ description: 'Schedules, activation windows, waits of the journey, cooldown and quiet hours.' }),
          working: times.meta({ description: 'From when the message was due.' }),
        }),
      )
      .meta({ description: 'Messages accepted in the period: from the match or the launch to the provider’s acceptance.' }),
  })
  .meta({ id: 'ApiPerformanceReport' })

const minutes = z
  .strictObject({
    ...(Object.fromEntries(healthLevels.map((level) => [level, count])) as Record<(typeof healthLevels)[number], typeof count>),
    unknown: count,
  })
  .meta({ id: 'HealthMinutes', description: 'Minutes by what was found in them; `unknown`: nobody looked.' })
const part = z.enum(systemParts)
const figure = z
  .strictObject({ part, figure: z.string(), mean: z.number().nullable(), max: z.number().nullable() })
  .meta({ id: 'SystemFigure', description: 'Of the minutes in which somebody could say; null where in none.' })

export const systemHealthReportSchema = z
  .strictObject({
    ...reportHead,
    minutes: z.strictObject({ now: minutes, before: minutes }),
    parts: z.array(z.strictObject({ part, label: z.string(), minutes })),
    codes: z
      .array(z.strictObject({ part, code: z.string(), sentence: z.string(), minutes: count }))
      .meta({ description: 'What was wrong, and for how long.' }),
    figures: z.array(figure),
    providers: z.array(z.strictObject({ channel, calls: count, errors: count, errorRate: share })),
    overTime: z.array(z.strictObject({ ...periodFields, minutes, figures: z.array(figure) })),
  })
  .meta({ id: 'SystemHealthReport' })
