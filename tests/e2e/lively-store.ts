/** A demo store in the middle of its life: drafts on each channel, one broadcast that waits, and one that was sent, read and bought from. */
import { setTimeout as pause } from 'node:timers/promises'
import { formatId, parseId } from '../../domain/ids.ts'
import type { ConsoleStack } from './console-stack.ts'

export interface Lively {
  emailDraft: string
  smsDraft: string
  pushDraft: string
  sent: string
  scheduled: string
  /** One who has read it. */
  customer: string
  /** Pinned, and counted for weeks. */
  audience: string
  group: string
}

const path = '/api/v1/broadcasts'
const everyone = { include: [{ kind: 'everyone' }], exclude: [] }
const html = [
  '<div style="font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.6; color: #1f2328; max-width: 560px; margin: 0 auto; padding: 24px">',
  '  <p>Hello {{ customer.first_name | default: "there" }},</p>',
  '  <p>the first asparagus is here, and with it forty new things from eleven growers of the region.</p>',
  '  <p><a href="https://harvest-lane.example/spring" style="display: inline-block; padding: 12px 20px; border-radius: 8px; background: #2b8a3e; color: #ffffff; text-decoration: none">See what is new</a></p>',
  '  <p>Or have it brought to your door: <a href="https://harvest-lane.example/delivery">how delivery works</a>.</p>',
  '</div>',
].join('\n')
const email = {
  channel: 'email',
  subject: 'Spring is here, {{ customer.first_name | default: "friend" }}',
  preheader: 'Forty new things, from growers near you',
  html,
}

export async function enliven(stack: ConsoleStack): Promise<Lively> {
  const make = (body: object) => stack.call<{ id: string }>('POST', path, body).then(({ id }) => id)
  const sent = await make({
    name: 'Spring arrivals',
    message: email,
    audience: {
      include: [
        { kind: 'segment', segment: 'active' },
        { kind: 'segment', segment: 'at_risk' },
      ],
      exclude: [],
    },
    holdoutPercent: 10,
  })
  await stack.call('POST', `${path}/${sent}/send`)
  await waitForEnd(stack, sent)
  const sendId = parseId('broadcast', sent) ?? ''
  await liveThrough(stack, sendId)
  const scheduled = await make({
    name: 'Sunday offers',
    message: { channel: 'sms', text: 'Sunday only: free delivery from 20 EUR. Stop: reply STOP' },
    audience: everyone,
    schedule: { kind: 'local', date: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10), time: '10:00' },
  })
  await stack.call('POST', `${path}/${scheduled}/send`)
  const [reader] = await stack.pool<
    { id: string }[]
  >`SELECT customer_id AS id FROM delivery_events WHERE send_id = ${sendId} AND type = 'clicked' LIMIT 1`
  const audience = await pinAudiences(stack)
  return {
    audience,
    group: await findGroup(stack),
    sent,
    scheduled,
    emailDraft: await make({
      name: 'We miss you',
      message: email,
      audience: { include: [{ kind: 'segment', segment: 'lapsed' }], exclude: [{ kind: 'segment', segment: 'vip' }] },
      holdoutPercent: 5,
    }),
    smsDraft: await make({
      name: 'Short notice',
      message: {
        channel: 'sms',
        text: 'Hello {{ customer.first_name | default: "there" }}, strawberries came in this morning: https://harvest-lane.example/today Stop: reply STOP',
      },
      audience: everyone,
    }),
    pushDraft: await make({
      name: 'Market day',
      message: {
        channel: 'push',
        title: 'Market day',
        body: 'Fresh from eleven growers, until six',
        url: 'https://harvest-lane.example/market',
      },
      audience: everyone,
    }),
    customer: formatId('customer', reader?.id ?? ''),
  }
}

const rules = [
  { name: 'Dormant high spenders', text: 'orders.last before 90d ago and segment = high_spender' },
  { name: 'Coffee lovers of Berlin', text: 'city = "Berlin" and orders.count(last 365d) >= 2' },
  { name: 'May get SMS', text: 'reachable.sms = true' },
]

/** The last one's id. */
async function pinAudiences(stack: ConsoleStack): Promise<string> {
  const ids: string[] = []
  for (const rule of rules) {
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/audiences', { ...rule, isPinned: rule.name !== 'May get SMS' })
    ids.push(id)
  }
  const read = async () => (await stack.call<{ data: { latest: object | null }[] }>('GET', '/api/v1/audiences?pinned=true')).data
  while ((await read()).some(({ latest }) => latest === null)) await pause(200)
  await stack.pool`
    INSERT INTO audience_sizes
    SELECT audience_id, s.day - back, version, customers + ((back * 7) % 5) * customers / 60 - back * customers / 90, reachable_email, reachable_sms, reachable_push,
      period_days, orders, net_minor - back * net_minor / 100, currency, counted_at - make_interval(days => back)
    FROM audience_sizes s, generate_series(1, 40) AS back`
  return ids[0] ?? ''
}

async function findGroup(stack: ConsoleStack): Promise<string> {
  for (;;) {
    const { data } = await stack.call<{ data: { id: string; syncedAt: string | null }[] }>('GET', '/api/v1/groups')
    const group = data.find(({ syncedAt }) => syncedAt !== null)
    if (group !== undefined) return group.id
    await pause(200)
  }
}

async function waitForEnd(stack: ConsoleStack, id: string): Promise<void> {
  for (;;) {
    const { isFinished } = await stack.call<{ isFinished: boolean }>('GET', `${path}/${id}/progress`)
    if (isFinished) return
    await pause(200)
  }
}

/** The hours after it was sent, as receipts, readers and buyers make them. */
async function liveThrough({ pool }: ConsoleStack, sendId: string): Promise<void> {
  await pool`
    UPDATE deliveries SET claimed_at = claimed_at - interval '9 hours', accepted_at = accepted_at - interval '9 hours',
      status = CASE WHEN status <> 'accepted' THEN status WHEN hashtext(customer_id::text) % 40 = 0 THEN 'bounced' ELSE 'delivered' END::delivery_status
    WHERE send_id = ${sendId}`
  await pool`
    INSERT INTO delivery_events (send_id, customer_id, channel, type, link, is_bot, occurred_at)
    SELECT send_id, customer_id, 'email', e.type, e.link, e.is_bot, accepted_at + e.after * (1 + abs(hashtext(customer_id::text || e.type)) % 100 / 25.0)
    FROM deliveries CROSS JOIN (VALUES ('delivered', NULL, false, interval '10 seconds', 100), ('opened', NULL, false, interval '70 minutes', 44),
      ('opened', NULL, true, interval '5 seconds', 20), ('clicked', 0, false, interval '90 minutes', 13), ('clicked', 1, false, interval '100 minutes', 4),
      ('unsubscribed', NULL, false, interval '2 hours', 1)) AS e (type, link, is_bot, after, share)
    WHERE send_id = ${sendId} AND status = 'delivered' AND abs(hashtext(customer_id::text || e.after::text)) % 100 < e.share`
  await pool`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor, refunded_minor)
    SELECT 'after-' || d.customer_id, d.customer_id, d.accepted_at + interval '3 hours', 'paid', 'EUR', 1800 + abs(hashtext(d.customer_id::text)) % 6000, 0
    FROM deliveries d WHERE d.send_id = ${sendId} AND d.status = 'delivered' AND abs(hashtext(d.customer_id::text)) % 100 < 9`
  await pool`UPDATE sends SET frozen_at = frozen_at - interval '9 hours', completed_at = completed_at - interval '9 hours' WHERE id = ${sendId}`
  await pool`UPDATE broadcasts SET started_at = started_at - interval '9 hours', finished_at = finished_at - interval '9 hours' WHERE id = ${sendId}`
}
