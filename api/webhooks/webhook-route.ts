/** What every webhook has in common: POST alone, a small raw body, one log line, and problem documents for whatever is refused. */
import { type Request, type Response, Router } from 'express'
import type { Logger } from 'pino'
import { Problem } from '../http/problems.ts'
import { readRawBody } from './raw-body.ts'
import { countWebhook, type WebhookOutcome } from './receipt-counter.ts'

/** Ten times what any webhook of theirs weighs. */
const bodyLimitBytes = 256 * 1024

export interface WebhookDefinition {
  provider: 'resend' | 'vonage' | 'store-admin'
  path: string
  /** Answers after the commit. @throws Problem, or a database fault, which becomes a 503: the provider comes again. */
  receive(request: Request, body: Buffer): Promise<WebhookOutcome>
}

export function createWebhookRoute({ provider, path, receive }: WebhookDefinition): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.post(path, async (request, response) => {
    const outcome = await receive(request, await readRawBody(request, bodyLimitBytes))
    countWebhook(provider, outcome)
    const logger = response.locals['logger'] as Logger | undefined
    logger?.debug({ event: 'webhook', provider, outcome })
    if (outcome === 'refused' || outcome === 'replayed') throw new Problem('webhook_not_signed')
    response.set('Cache-Control', 'no-store').json({ received: true })
  })
  router.all(path, (_request: Request, _response: Response) => {
    throw new Problem('method_not_allowed', { headers: { Allow: 'POST' } })
  })
  return router
}
