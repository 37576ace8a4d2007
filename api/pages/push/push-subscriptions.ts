/**
 * `/push/subscriptions`, where browsers hand over what they got. A browser may subscribe for the customer whose signed link it has and for nobody
 * else, and change or end what it can prove to hold. No cookie is involved, so any shop's page may call it.
 */
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Pool } from '../../../db/client.ts'
import { renewDevice, subscribeDevice, unsubscribeDevice } from '../../../db/queries/push-devices.ts'
import { readJsonBody } from '../../http/bodies.ts'
import { Problem } from '../../http/problems.ts'
import { parseOrRefuse } from '../../http/validation.ts'
import { createCustomerTokenVerifier } from './customer-token.ts'
import { renewBody, subscribeBody, toDevice, unsubscribeBody } from './device-requests.ts'

export interface PushSubscriptionsDependencies {
  pool: Pool
  /** REGULARS_SECRET. */
  secret: string
  clock: () => Date
}

/** Changes with the words of the page and of the button that docs/web-push.md asks shops for. */
const wordingVersion = 'push-page-1'
const bodyLimitBytes = 16 * 1024
const path = '/push/subscriptions'

export function createPushSubscriptions({ pool, secret, clock }: PushSubscriptionsDependencies): Router {
  const readCustomer = createCustomerTokenVerifier(secret)
  const router = Router({ caseSensitive: true })
  router.all(path, allowAnyOrigin)

  router.post(path, async (request, response) => {
    const given = await readJsonBody(request, response, bodyLimitBytes)
    const isRenewal = typeof given === 'object' && given !== null && 'replaces' in given
    const body = isRenewal ? parseOrRefuse(renewBody, given) : parseOrRefuse(subscribeBody, given)
    const device = toDevice(body.subscription, request.get('user-agent'))
    const result = 'customer' in body ? await subscribe(body.customer) : await renewDevice(pool, { replaces: body.replaces, device })

    async function subscribe(token: string) {
      const at = clock()
      const customerId = readCustomer(token, at)
      return customerId === undefined ? ('not_proven' as const) : subscribeDevice(pool, { customerId, device, wordingVersion, at })
    }

    // That a customer was erased is nobody's business.
    if (result === 'not_proven' || result === 'unknown_customer') throw new Problem('link_not_valid')
    if (result === 'taken') throw new Problem('subscription_taken')
    response
      .status(result === 'subscribed' ? 201 : 200)
      .set('Cache-Control', 'no-store')
      .json({ status: result })
  })

  router.delete(path, async (request, response) => {
    const proof = parseOrRefuse(unsubscribeBody, await readJsonBody(request, response, bodyLimitBytes))
    if ((await unsubscribeDevice(pool, { proof, wordingVersion, at: clock() })) === 'not_proven') throw new Problem('link_not_valid')
    response.status(204).end()
  })

  router.options(path, (_request: Request, response: Response) => void response.status(204).end())
  router.all(path, (_request: Request, _response: Response) => {
    throw new Problem('method_not_allowed', { headers: { Allow: 'POST, DELETE, OPTIONS' } })
  })
  return router
}

const allowAnyOrigin: RequestHandler = (_request, response, next) => {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'POST, DELETE',
    'Access-Control-Allow-Headers': 'content-type',
    'Access-Control-Max-Age': '600',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  next()
}
