/** `POST /webhooks/store-admin`: groups that were made, changed or deleted. A repeat, or one that comes late, changes nothing: the versions decide. */
import type { Router } from 'express'
import type { Pool } from '../../db/client.ts'
import { recordGroupEvent } from '../../db/queries/groups/record-event.ts'
import { Problem } from '../http/problems.ts'
import { isSigned } from './standard-signature.ts'
import { readStoreAdminEvent } from './store-admin-events.ts'
import { createWebhookRoute } from './webhook-route.ts'

export interface StoreAdminWebhookDependencies {
  pool: Pool
  /** `whsec_…`; without it every webhook is refused. */
  webhookSecret: string | undefined
  clock: () => Date
}

export function createStoreAdminWebhook({ pool, webhookSecret: secret, clock }: StoreAdminWebhookDependencies): Router {
  return createWebhookRoute({
    provider: 'store-admin',
    path: '/webhooks/store-admin',
    async receive(request, body) {
      const now = clock()
      const headers = {
        id: request.get('webhook-id'),
        timestamp: request.get('webhook-timestamp'),
        signature: request.get('webhook-signature'),
      }
      if (!isSigned(body, headers, { secret, now })) return 'refused'
      const read = readStoreAdminEvent(body)
      switch (read.kind) {
        case 'not_json':
          throw new Problem('malformed_json')
        case 'invalid':
          throw new Problem('invalid_request', { detail: 'Not an event as docs/store-admin.md describes it.' })
        case 'unrelated':
          return 'unrelated'
        case 'event':
          await recordGroupEvent(pool, read.event, { at: now })
          return 'landed'
      }
    },
  })
}
