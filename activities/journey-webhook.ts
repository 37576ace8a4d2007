/**
 * A journey's webhook: a POST to the store with the headers of Standard Webhooks, signed with the installation's secret. Its id is the step's own, so that the
 * store can tell a repeat. No personal data: the store knows whom its own id means.
 */
import { createHmac } from 'node:crypto'
import { ApplicationFailure } from '@temporalio/common'
import type { Pool } from '../db/client.ts'
import type { OpenJourney } from '../db/queries/journeys/journeys.ts'
import { formatId } from '../domain/ids.ts'

export interface JourneyWebhookDependencies {
  pool: Pool
  secret: string
  /** Posts to the store (nobody does in tests of other parts); the status of the answer, or undefined when there was none. `refused` is an address that must not be called. */
  postToStore?(url: string, request: { headers: Record<string, string>; body: string }): Promise<number | 'refused' | undefined>
  now(): Date
}

export function createJourneyWebhook({ pool, secret, postToStore, now }: JourneyWebhookDependencies) {
  return async function callWebhook({
    journey,
    step,
    visit,
    url,
  }: {
    journey: OpenJourney
    step: string
    visit: number
    url: string
  }): Promise<'taken' | 'refused'> {
    const [customer] = await pool<
      { externalId: string }[]
    >`SELECT external_id AS "externalId" FROM customers WHERE id = ${journey.customerId}`
    if (customer === undefined) return 'refused'
    const id = `${formatId('journey', journey.id)}.${step}.${visit}`
    const body = JSON.stringify({
      type: 'journey.step',
      id,
      journeyId: formatId('journey', journey.id),
      autopilotId: formatId('autopilot', journey.autopilotId),
      step,
      customer: { id: formatId('customer', journey.customerId), externalId: customer.externalId },
    })
    const timestamp = String(Math.floor(now().getTime() / 1_000))
    const signature = createHmac('sha256', webhookKey(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')
    const status = await postToStore?.(url, {
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    })
    if (status === 'refused') return 'refused'
    if (status !== undefined && status >= 200 && status < 300) return 'taken'
    // What the store refuses for good is not asked again; 408, 425 and 429 are no such thing.
    if (status !== undefined && status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return 'refused'
    const code = status === undefined ? 'no_answer' : `status_${status}`
    // Temporal keeps the last try alone.
    await pool`
      INSERT INTO journey_webhook_failures (journey_id, step, visit, at, code) VALUES (${journey.id}, ${step}, ${visit}, ${now()}, ${code})
      ON CONFLICT DO NOTHING`
    throw ApplicationFailure.retryable('The store did not take the webhook', code)
  }
}

/** The key that the store checks signatures with: the secret itself never leaves. */
export function webhookKey(secret: string): Buffer {
  return createHmac('sha256', secret).update('journey webhooks').digest()
}
