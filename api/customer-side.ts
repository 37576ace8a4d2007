/**
 * Everything that people and providers reach without an API key: webhooks, the links in messages, the push page. For `createApp`'s
 * `publicRouters`.
 */
import type { Router } from 'express'
import type { Logger } from 'pino'
import type { Pool } from '../db/client.ts'
import { createPreferencesPages } from './pages/preferences.ts'
import { createPushPage } from './pages/push/push-page.ts'
import { createPushSubscriptions } from './pages/push/push-subscriptions.ts'
import { createTrackingPages } from './pages/tracking.ts'
import { createUnsubscribePages } from './pages/unsubscribe.ts'
import { createVoucherPages } from './pages/voucher.ts'
import { createVisitRecorder, type VisitRecorderOptions } from './pages/visit-recorder.ts'
import { createArrivalKeeper } from './webhooks/arrival-keeper.ts'
import { createReceiptWriter } from './webhooks/receipt-writer.ts'
import { createResendWebhook } from './webhooks/resend.ts'
import { createStoreAdminWebhook } from './webhooks/store-admin.ts'
import { createVonageWebhooks } from './webhooks/vonage.ts'

export interface CustomerSideOptions {
  pool: Pool
  logger: Logger
  clock: () => Date
  /** Without a slash at the end. */
  publicUrl: string
  /** REGULARS_SECRET. */
  secret: string
  /** What is not set up is left out; its webhooks are refused. */
  resend?: { webhookSecret?: string | undefined } | undefined
  vonage?: { applicationId: string; signatureSecret?: string | undefined } | undefined
  push?: { publicKey: string } | undefined
  storeAdmin?: { webhookSecret?: string | undefined } | undefined
  /** For tests: how long a visitor waits, and how many visits wait. */
  visits?: Pick<VisitRecorderOptions, 'patienceMs' | 'capacity'>
}

export interface CustomerSide {
  routers: Router[]
  /** After the last request: writes the visits, and the arrivals of webhooks, that still wait. */
  close(): Promise<void>
}

export function createCustomerSide({
  pool,
  logger,
  clock,
  publicUrl,
  secret,
  resend,
  vonage,
  push,
  storeAdmin,
  visits: visitOptions,
}: CustomerSideOptions): CustomerSide {
  const visits = createVisitRecorder({ pool, logger, ...visitOptions })
  const writeReceipt = createReceiptWriter({ pool, clock })
  const links = { pool, secret, clock }
  const arrivals = createArrivalKeeper({ pool, clock })
  return {
    routers: [
      arrivals.router,
      createResendWebhook({ writeReceipt, webhookSecret: resend?.webhookSecret, clock }),
      createVonageWebhooks({ pool, writeReceipt, signatureSecret: vonage?.signatureSecret, applicationId: vonage?.applicationId, clock }),
      createStoreAdminWebhook({ pool, webhookSecret: storeAdmin?.webhookSecret, clock }),
      createTrackingPages({ ...links, visits }),
      createUnsubscribePages(links),
      createVoucherPages(links),
      createPreferencesPages({ ...links, hasPush: push !== undefined }),
      ...(push === undefined
        ? []
        : [createPushPage({ ...links, publicUrl, applicationServerKey: push.publicKey }), createPushSubscriptions(links)]),
    ],
    async close() {
      await visits.close()
      await arrivals.close()
    },
  }
}
