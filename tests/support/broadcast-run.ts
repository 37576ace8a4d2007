/** Customers in bulk and one broadcast to all of them, for measuring and breaking. */
import { insertBroadcast, scheduleDraft } from '../../db/queries/broadcasts.ts'
import type { Audience } from '../../domain/audiences.ts'
import type { ChannelName } from '../../domain/channels.ts'
import type { Message } from '../../domain/messages.ts'
import { startBroadcast } from '../../workflows/clients/start-broadcast.ts'
import { workflowIds } from '../../domain/ids.ts'
import type { Stack } from './stack.ts'

/** Everyone subscribed to the channel, with an address of their own. */
export async function addRecipients(
  { pool, sandboxUrl }: Pick<Stack, 'pool' | 'sandboxUrl'>,
  channel: ChannelName,
  count: number,
): Promise<void> {
  await pool`
    INSERT INTO customers (external_id, email, phone, first_name, city, time_zone)
    SELECT 'c' || n, 'c' || n || '@example.test', '+4915' || (100000000 + n), 'First' || n, 'City' || (n % 100), 'Europe/Berlin' FROM generate_series(1, ${count}::int) AS n`
  await pool`UPDATE contact_states SET ${pool(`${channel}_consent`)} = 'subscribed'`
  // A quiet hour at the time of the run would put everyone off.
  await pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`
  if (channel === 'push') await addPushSubscriptions(pool, sandboxUrl)
  await pool`VACUUM ANALYZE customers, contact_states`
}

async function addPushSubscriptions(pool: Stack['pool'], sandboxUrl: string): Promise<void> {
  const customers = await pool<{ id: string }[]>`SELECT id FROM customers ORDER BY id`
  for (let at = 0; at < customers.length; at += 1_000) {
    const chunk = customers.slice(at, at + 1_000)
    const response = await fetch(`${sandboxUrl}/_sandbox/push/subscriptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ count: chunk.length }),
    })
    const { data: subscriptions } = (await response.json()) as { data: { endpoint: string; keys: { p256dh: string; auth: string } }[] }
    await pool`
      INSERT INTO push_subscriptions (customer_id, endpoint, p256dh, auth)
      SELECT * FROM unnest(${chunk.map(({ id }) => id)}::uuid[], ${subscriptions.map(({ endpoint }) => endpoint)}::text[],
        ${subscriptions.map(({ keys }) => keys.p256dh)}::text[], ${subscriptions.map(({ keys }) => keys.auth)}::text[])`
  }
}

/** Sends to everyone at once (or to a smaller audience), and returns the broadcast's id and the end of its run. */
export async function sendBroadcast(
  { pool, client }: Pick<Stack, 'pool' | 'client'>,
  message: Message,
  audience: Audience = { include: [{ kind: 'everyone' }], exclude: [] },
): Promise<{ broadcastId: string; ended: Promise<unknown> }> {
  const draft = await insertBroadcast(pool, {
    name: 'To everyone',
    message,
    audience,
    schedule: { kind: 'now' },
    holdoutPercent: 0,
    maxMessages: null,
    expiresAt: null,
  })
  await scheduleDraft(pool, draft.id, { kind: 'now' }, draft.version)
  await pool`DELETE FROM outbox`
  await startBroadcast(client, { broadcastId: draft.id, channel: message.channel, schedule: { kind: 'now' } })
  return { broadcastId: draft.id, ended: client.workflow.getHandle(workflowIds.broadcast(draft.id)).result() }
}
