/** What the store admin tells of its groups, signed as Standard Webhooks has it. Faults lose a webhook, double it, or let later ones overtake it. */
import { createHmac, randomUUID } from 'node:crypto'
import type { Webhook, WebhookSender } from '../receipts/webhook-sender.ts'
import type { AdminFaults } from './admin-faults.ts'
import type { AdminGroup, GroupChange } from './admin-groups.ts'

/** Larger changes come without their members. */
const MOST_NAMED = 5_000
const LATE_MS = 1_000

export function signStandard(secret: string, id: string, body: string, now: number): Record<string, string> {
  const timestamp = Math.floor(now / 1_000).toString()
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

export interface AdminWebhooksOptions {
  webhooks: WebhookSender
  faults: AdminFaults
  clock: () => number
  secret: string
}

export function createAdminWebhooks({ webhooks, faults, clock, secret }: AdminWebhooksOptions) {
  function tell(type: string, groupId: string, data: object): void {
    if (faults.draw('webhook_lost')) return
    const late = faults.draw('webhook_late')
    const id = `msg_${randomUUID()}`
    const body = JSON.stringify({ type, timestamp: new Date(clock()).toISOString(), data })
    const webhook: Webhook = {
      provider: 'store-admin',
      id,
      type,
      path: '/webhooks/store-admin',
      body,
      sign: (now) => signStandard(secret, id, body, now),
    }
    // One that is late is told beside the others of its group, which otherwise keep their order.
    const key = late ? id : `store-admin ${groupId}`
    for (let copies = faults.draw('webhook_twice') ? 2 : 1; copies > 0; copies -= 1)
      webhooks.schedule(key, late ? (late.ms ?? LATE_MS) : 0, () => webhook)
  }

  return {
    created: (group: AdminGroup) => tell('group.created', group.id, describe(group)),
    updated({ group, previousVersion, added, removed }: GroupChange): void {
      const isNamed = added.length <= MOST_NAMED && removed.length <= MOST_NAMED
      tell('group.updated', group.id, { ...describe(group), previousVersion, ...(isNamed ? { added, removed } : {}) })
    },
    deleted: (group: { id: string; name: string; version: number }) => tell('group.deleted', group.id, group),
  }
}

function describe({ members, ...group }: AdminGroup) {
  return { ...group, memberCount: members.length }
}
