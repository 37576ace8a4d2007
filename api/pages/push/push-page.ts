/**
 * `/push?customer=<token>`, a page that asks its visitor and subscribes, and the scripts that it is made of, which shops use on pages of their own
 * (docs/web-push.md).
 */
import { type Response, Router } from 'express'
import type { Pool } from '../../../db/client.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { html } from '../html.ts'
import { sendPage } from '../page.ts'
import { handlePageFault, sendInvalidLink } from '../page-faults.ts'
import { createCustomerTokenVerifier } from './customer-token.ts'
import { readPushScripts } from './scripts.ts'

export interface PushPageDependencies {
  pool: Pool
  /** REGULARS_SECRET. */
  secret: string
  clock: () => Date
  /** Without a slash at the end. */
  publicUrl: string
  /** The VAPID public key. */
  applicationServerKey: string
}

export function createPushPage({ pool, secret, clock, publicUrl, applicationServerKey }: PushPageDependencies): Router {
  const readCustomer = createCustomerTokenVerifier(secret)
  const scripts = readPushScripts({ publicUrl, applicationServerKey })
  const router = Router({ caseSensitive: true })

  router.get('/push', async (request, response) => {
    const customer: unknown = request.query['customer']
    if (typeof customer !== 'string' || readCustomer(customer, clock()) === undefined) return sendInvalidLink(response)
    const { value: store } = await readSettings(pool, 'store')
    sendPage(response, {
      title: `Notifications from ${store.name}`,
      storeName: store.name,
      scripts: ['/push/subscribe.js', '/push/page.js'],
      body: html`<h1>Notifications on this device</h1>
        <p>Get news and offers from ${store.name} as notifications, also while this page is closed. You can stop them here at any time.</p>
        <div data-push="unknown" data-customer="${customer}">
          <p role="status">One moment.</p>
          <div class="actions"><button type="button" hidden>Get notifications</button></div>
        </div>`,
    })
  })

  router.get('/push/service-worker.js', (_request, response) => {
    // A worker's requests follow the policy that it came with.
    sendScript(
      response.set({
        'Service-Worker-Allowed': '/',
        'Content-Security-Policy': `default-src 'none'; connect-src ${new URL(publicUrl).origin}`,
      }),
      scripts.serviceWorker,
    )
  })
  router.get('/push/subscribe.js', (_request, response) => sendScript(response, scripts.subscribe))
  router.get('/push/page.js', (_request, response) => sendScript(response, scripts.page))

  router.use(handlePageFault)
  return router
}

/** For pages of any origin. */
function sendScript(response: Response, script: string): void {
  response
    .set({ 'Cross-Origin-Resource-Policy': 'cross-origin', 'Cache-Control': 'public, max-age=300' })
    .type('text/javascript')
    .send(script)
}
