/** All broadcasts of a period at a glance, beside the period before. */
import { z } from 'zod'
import { addFigures } from '../../../db/queries/broadcast-report/broadcast-figures.ts'
import { readBroadcastActivity } from '../../../db/queries/broadcast-report/read-broadcast-activity.ts'
import { channelNames } from '../../../domain/channels.ts'
import { formatId } from '../../../domain/ids.ts'
import { marketingReportSchema } from '../../schemas/broadcast-activity.ts'
import { channelQuery, dailyStepQuery, periodQuery } from '../../schemas/voucher-report-parts.ts'
import { viewBroadcastFigures, viewComparedFigures } from '../../views/broadcast-activity.ts'
import { viewPeriod } from '../../views/voucher-reports/period.ts'
import { defineReport } from './voucher-campaigns/define-report.ts'

export const marketingCampaignRoutes = defineReport({
  name: 'marketing-campaigns',
  path: '/api/v1/reports/marketing-campaigns',
  summary: 'Broadcasts in a period: messages, what became of them, orders, revenue and costs',
  description:
    'Messages count when the provider took them, with what is known of them by now; orders when they were placed. In total, over time, by channel and by broadcast, beside the period before. Currencies are never added to each other.',
  query: z.strictObject({ ...periodQuery, ...dailyStepQuery, ...channelQuery }),
  response: marketingReportSchema,
  async read({ query: { channel }, sql, before, parts, head, store, contactPolicy: { attributionWindowMs } }) {
    const activity = await readBroadcastActivity(sql, { channel, parts, before, store, attributionWindowMs })
    const { broadcasts } = activity
    const sumUp = (all: typeof broadcasts) => ({
      now: addFigures(all.map(({ now }) => now)),
      before: addFigures(all.map((one) => one.before)),
    })
    return {
      ...head,
      attributionWindowMs,
      broadcasts: {
        now: broadcasts.filter(({ now }) => now.messages > 0).length,
        before: broadcasts.filter((one) => one.before.messages > 0).length,
      },
      total: viewComparedFigures(sumUp(broadcasts)),
      overTime: parts.map((part, index) => {
        const figures = activity.parts[index]
        if (figures === undefined) throw new Error('A part of the period has no figures')
        return { ...viewPeriod(part), ...viewBroadcastFigures(figures) }
      }),
      byChannel: channelNames.flatMap((name) => {
        const own = broadcasts.filter((one) => one.channel === name)
        return own.length === 0 ? [] : [{ channel: name, ...viewComparedFigures(sumUp(own)) }]
      }),
      byBroadcast: broadcasts.map(({ id, name, channel: by, startedAt, ...figures }) => ({
        campaign: { id: formatId('broadcast', id), name, channel: by },
        startedAt: startedAt?.toISOString() ?? null,
        ...viewComparedFigures(figures),
      })),
    }
  },
})
