/** How the channels are set up and how they do, and tests of them, as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { channelListSchema, channelTestSchema } from '../../../api/schemas/channels.ts'
import { request } from '../http/request.ts'

const channelsPath = '/api/v1/channels'

export type ChannelSetup = z.output<typeof channelListSchema>['data'][number]
export type ChannelTest = z.output<typeof channelTestSchema>

export const channelsQuery = queryOptions({
  queryKey: [channelsPath],
  queryFn: ({ signal }) => request<z.output<typeof channelListSchema>>('GET', channelsPath, { signal }),
  meta: { topics: ['channels', 'settings', 'deliveries'], atMostEveryMs: 10_000 },
})

export function testChannel(channel: ChannelSetup['channel'], to: string): Promise<ChannelTest> {
  return request('POST', `${channelsPath}/${channel}/test`, { body: { to } })
}
