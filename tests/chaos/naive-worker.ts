/**
 * The negative control: a worker that keeps no ledger. It reads a page, calls the provider under a new key and forgets. Killed in between, it
 * sends again; a chaos run that does not find this out would find out nothing.
 */
import { randomUUID } from 'node:crypto'
import { NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { createActivities } from '../../activities/index.ts'
import { keepAlive } from '../../activities/heartbeat.ts'
import type { PageInput, PageResult, SendPathDependencies } from '../../activities/send-path.ts'
import type { Channel } from '../../channels/channel.ts'
import { loadConfig } from '../../config.ts'
import { connect } from '../../db/client.ts'
import { readSend } from '../../db/queries/sends/send.ts'
import { formatDeliveryRef } from '../../domain/ids.ts'
import { createRenderer } from '../../messages/render.ts'
import { createProviderChannels } from '../../workers/provider-channels.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'

const config = loadConfig()
Runtime.install({ shutdownSignals: [] })
const pool = connect(config.databaseUrl)
const dependencies: SendPathDependencies = {
  pool,
  ...createProviderChannels(config),
  publicUrl: config.publicUrl,
  secret: config.secret,
  lookUpForMs: config.lookUpForMs,
  now: () => new Date(),
}

async function sendPage({ sendId, page }: PageInput): Promise<PageResult> {
  return keepAlive(
    async () => {
      const send = await readSend(pool, sendId)
      if (send === undefined) throw new Error('The send is not frozen')
      const renderer = createRenderer(send.message, dependencies)
      const channel = dependencies.channels[send.channel] as Channel<unknown>
      const members = await pool<{ customerId: string; email: string; phone: string; targets: unknown }[]>`
      SELECT c.id AS "customerId", c.email, c.phone, (
        SELECT jsonb_agg(jsonb_build_object('subscriptionId', s.id, 'endpoint', s.endpoint, 'p256dh', s.p256dh, 'auth', s.auth))
        FROM push_subscriptions s WHERE s.customer_id = c.id) AS targets
      FROM send_pages p CROSS JOIN LATERAL unnest(p.customer_ids) AS m (id) JOIN customers c ON c.id = m.id
      WHERE p.send_id = ${sendId} AND p.page = ${page} ORDER BY c.id`
      for (let at = 0; at < members.length; at += channel.batchSize) {
        const messages = members.slice(at, at + channel.batchSize).map((member) => {
          const ref = formatDeliveryRef({ sendId, customerId: member.customerId })
          const rendered = renderer.render({ ref, mergeFields: {}, address: send.channel === 'email' ? member.email : member.phone })
          if (rendered.kind !== 'rendered') throw new Error('The template failed')
          return {
            ref: send.channel === 'push' ? formatDeliveryRef({ sendId: randomUUID(), customerId: member.customerId }) : ref,
            content: { ...rendered.content, targets: member.targets },
          }
        })
        await channel.send(messages, { idempotencyKey: randomUUID() })
      }
      await pool`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, claimed_at)
      SELECT ${sendId}, id, ${send.channel}, ${page}, 'accepted', now() FROM unnest(${members.map((member) => member.customerId)}::uuid[]) AS id ON CONFLICT DO NOTHING`
      return { accepted: members.length, failed: 0, unknown: 0 }
    },
    { page },
  )
}

const worker = await Worker.create({
  connection: await NativeConnection.connect(config.temporal.connection),
  namespace: config.temporal.namespace,
  taskQueue,
  workflowBundle: { codePath: new URL('../../dist/workflow-bundle.js', import.meta.url).pathname },
  activities: { ...createActivities(dependencies), sendPage },
  maxHeartbeatThrottleInterval: '2 s',
  defaultHeartbeatThrottleInterval: '2 s',
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => worker.shutdown())
await worker.run()
await pool.end()
