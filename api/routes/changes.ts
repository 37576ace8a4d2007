/** What has changed, as it changes: so that nobody has to ask again and again. */
import type { z } from 'zod'
import { changeTopics, listReadableTopics } from '../../domain/change-topics.ts'
import { findChangeFeed } from '../changes/feeds.ts'
import { openEventStream } from '../http/event-stream.ts'
import { defineRoute, streamed } from '../http/routes.ts'
import type { changedSchema, changesOpenedSchema } from '../schemas/changes.ts'

export const changeRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/changes',
    tag: 'Changes',
    summary: 'Be told what changes (server-sent events)',
    description: [
      'First one `opened`, `{"topics": […], "recent": […]}`: whatever was read before this stream was asked for may have changed, and of what was read since, what is about one of `recent`.',
      'From then on `changed`, `{"topics": […]}`, within about a second of what people and runs change, and within about ten seconds of what every message, order or voucher writes. No data: read again what is about a topic, and not more often than is useful, since a topic of a busy store changes every second.',
      'A client that reconnects begins anew with `opened`, so that nothing is lost. A comment every 15 seconds says that the connection lives. The stream ends when the key or the session does, and when what it may do changes.',
      `Topics, of which a caller is told those that its scopes may read: ${changeTopics.map((topic) => `\`${topic}\``).join(', ')}.`,
    ].join('\n\n'),
    scope: 'caller',
    streamTypes: ['text/event-stream'],
    async handler({ caller, dependencies, http }): Promise<typeof streamed> {
      const session = await openEventStream(http)
      const topics = listReadableTopics(caller.scopes)
      const stop = findChangeFeed(dependencies).listen({
        open(recent) {
          const opened: z.output<typeof changesOpenedSchema> = { topics, recent: topics.filter((topic) => recent.includes(topic)) }
          if (session.isConnected) session.push(opened, 'opened')
        },
        change(changed) {
          const told: z.output<typeof changedSchema> = { topics: topics.filter((topic) => changed.includes(topic)) }
          if (told.topics.length > 0 && session.isConnected) session.push(told, 'changed')
        },
      })
      session.once('disconnected', stop)
      if (!session.isConnected) stop()
      return streamed
    },
  }),
]
