/** How the providers answer, and how long it takes from what starts a message to its acceptance. */
import { z } from 'zod'
import { type CallFigures, type ChannelCalls, readProviderCalls } from '../../../../db/queries/voucher-reports/read-provider-calls.ts'
import { readTimesToAccepted, type TimeQuantiles } from '../../../../db/queries/voucher-reports/read-times-to-accepted.ts'
import { estimateQuantile, quantileError } from '../../../../domain/call-times.ts'
import { type ChannelName, channelNames } from '../../../../domain/channels.ts'
import type { Period } from '../../../../domain/report-periods.ts'
import { apiPerformanceSchema } from '../../../schemas/system-reports.ts'
import { campaignQuery, channelQuery, periodQuery, stepQuery } from '../../../schemas/voucher-report-parts.ts'
import { shareOf, viewPeriod } from '../../../views/voucher-reports/period.ts'
import { defineReport } from './define-report.ts'

export const apiPerfRoutes = defineReport({
  name: 'api-perf',
  summary: 'Provider calls in a period: rates, times, errors, retries; and the time from trigger to acceptance',
  description:
    'Calls are those of all messages of the store, not of voucher campaigns alone, and are kept for 90 days. The times to acceptance are of voucher campaigns; `campaign` and `kind` are about them.',
  query: z.strictObject({ ...periodQuery, ...stepQuery, ...campaignQuery, ...channelQuery }),
  response: apiPerformanceSchema,
  async read({ query: { channel, campaign, kind }, sql, period, before, parts, head }) {
    const names = channel === undefined ? channelNames : [channel]
    const now = await readProviderCalls(sql, { parts, channel })
    const earlier = await readProviderCalls(sql, { parts: [before], channel })
    const times = await readTimesToAccepted(sql, { scope: { campaign, kind, channel }, range: period })
    return {
      ...head,
      quantileError,
      channels: {
        now: names.map((name) => viewChannel(name, now.channels, period)),
        before: names.map((name) => viewChannel(name, earlier.channels, before)),
      },
      overTime: parts.map((part, index) => ({
        ...viewPeriod(part),
        channels: names.flatMap((name) => {
          const figures = now.parts[index]?.get(name)
          return figures === undefined ? [] : [{ channel: name, ...viewCalls(figures) }]
        }),
      })),
      triggerToAccepted: times.map(({ total, waiting, working, ...of }) => ({
        ...of,
        total: viewQuantiles(total),
        waiting: viewQuantiles(waiting),
        working: viewQuantiles(working),
      })),
    }
  },
})

const noCalls: Omit<ChannelCalls, 'channel'> = {
  calls: 0,
  errors: 0,
  retries: 0,
  messages: 0,
  times: new Map(),
  byCode: [],
  busyMinutes: 0,
  busiestMinute: 0,
}

function viewChannel(channel: ChannelName, all: readonly ChannelCalls[], { openingAt, closingAt }: Period) {
  const { byCode, busyMinutes, busiestMinute, ...figures } = all.find((one) => one.channel === channel) ?? noCalls
  const minutes = (closingAt.getTime() - openingAt.getTime()) / 60_000
  const errorMessages = byCode.reduce((sum, { code, messages }) => (code === 'ok' ? sum : sum + messages), 0)
  const callsPerMinute = minutes === 0 ? 0 : figures.calls / minutes
  return { ...viewCalls(figures), channel, callsPerMinute, busyMinutes, busiestMinute, errorMessages, byCode }
}

function viewCalls({ calls, errors, retries, messages, times }: CallFigures) {
  // No more digits than an estimate has.
  const at = (share: number) => {
    const ms = estimateQuantile(times, share)
    return ms === undefined ? null : Number(ms.toPrecision(4))
  }
  return { calls, errors, errorRate: shareOf(errors, calls), retries, messages, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

function viewQuantiles({ p50, p95, p99 }: TimeQuantiles) {
  return { p50Ms: p50, p95Ms: p95, p99Ms: p99 }
}
