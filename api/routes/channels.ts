/** The channels: how each is set up, how its provider has answered lately, and one message to see whether it works. */
import type { z } from 'zod'
import {
  type ChannelActivity,
  listWebhookArrivals,
  readChannelActivity,
  type WebhookArrival,
} from '../../db/queries/channels/read-channel-activity.ts'
import { describeTest, nameProvider } from '../../domain/channel-tests.ts'
import type { ChannelSetup } from '../channel-setup/channel-setups.ts'
import { sendChannelTest } from '../channel-setup/send-channel-test.ts'
import type { ApiConfig } from '../dependencies.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { channelListSchema, channelParams, type channelSchema, channelTestRequestSchema, channelTestSchema } from '../schemas/channels.ts'

const tag = 'Settings'

export const channelRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/channels',
    tag,
    scope: 'settings:read',
    summary: 'List the channels: how each is set up, and how its provider has answered lately',
    description: 'Providers are set up by environment variables. Which of them are set is told, and never what they hold.',
    response: channelListSchema,
    async handler({ sql, at, dependencies: { config } }) {
      const setups = config.channelSetups ?? []
      const activity = await readChannelActivity(
        sql,
        setups.map(({ channel }) => channel),
        at,
      )
      const arrivals = await listWebhookArrivals(sql)
      return { data: setups.map((setup, place) => viewChannel(setup, { activity: activity[place], arrivals, config })) }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/channels/{channel}/test',
    tag,
    scope: 'settings:write',
    summary: 'Send one test message, and answer with what the provider said',
    description:
      'A fixed text leaves through the channel’s own sender, outside of any campaign: consent and cooldown are not asked, a suppression is. It is called once and not repeated. That it was sent is kept, to whom is not. At most 5 a minute on each channel.',
    idempotencyKey: 'required',
    params: channelParams,
    body: channelTestRequestSchema,
    response: channelTestSchema,
    async handler({ params: { channel }, body, caller, at, pool, dependencies: { config, tryChannel } }) {
      const isConfigured = config.channelSetups?.find((setup) => setup.channel === channel)?.isConfigured === true
      if (!isConfigured || tryChannel === undefined) throw new Problem('channel_not_configured')
      // On a connection of its own: what was sent stays sent, whatever becomes of this answer.
      const { id, outcome, code, tookMs } = await sendChannelTest(
        { pool, tryChannel },
        { channel, to: body.to, startedBy: caller.name, at },
      )
      return { id, channel, at: at.toISOString(), outcome, code, ...describeTest(channel, outcome, code), tookMs: Math.round(tookMs) }
    },
  }),
]

interface Surroundings {
  activity: ChannelActivity | undefined
  arrivals: readonly WebhookArrival[]
  config: ApiConfig
}

function viewChannel(
  { channel, webhooks, ...setup }: ChannelSetup,
  { activity, arrivals, config }: Surroundings,
): z.input<typeof channelSchema> {
  const lastFailureCode = activity?.lastFailureCode ?? null
  return {
    channel,
    provider: nameProvider(channel),
    ...setup,
    webhooks: webhooks.map(({ path, what, isSigned }) => {
      const arrival = arrivals.find((one) => one.path === path)
      return {
        url: `${config.publicUrl}${path}`,
        what,
        isSigned,
        takenAt: arrival?.takenAt?.toISOString() ?? null,
        refusedAt: arrival?.refusedAt?.toISOString() ?? null,
      }
    }),
    calls: {
      lastSuccessAt: activity?.lastSuccessAt?.toISOString() ?? null,
      lastFailureAt: activity?.lastFailureAt?.toISOString() ?? null,
      lastFailure: lastFailureCode === null ? null : describeTest(channel, 'retry', lastFailureCode).message,
      calls24h: activity?.calls24h ?? 0,
      failures24h: activity?.failures24h ?? 0,
    },
    lastTest: viewTest(channel, activity?.test ?? null),
  }
}

function viewTest(channel: ChannelSetup['channel'], test: ChannelActivity['test']): z.input<typeof channelSchema>['lastTest'] {
  if (test === null) return null
  const { at, by, outcome, code } = test
  const words = outcome === null ? { message: 'No answer yet.', advice: null } : describeTest(channel, outcome, code)
  return { at: at.toISOString(), by, outcome, ...words }
}
