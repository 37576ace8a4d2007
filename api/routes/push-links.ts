/** Links with which a customer's browser may subscribe to push: made by the store's server for a customer who is signed in. */
import { z } from 'zod'
import { findCustomerIds } from '../../db/queries/find-customer-ids.ts'
import { formatId } from '../../domain/ids.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { createCustomerTokenSigner } from '../pages/push/customer-token.ts'
import { formattedIdOf } from '../schemas/ids.ts'
import { formattedInstant } from '../schemas/instants.ts'
import { referenceParams } from '../schemas/references.ts'

const defaultLifeSeconds = 3_600
const longestLifeSeconds = 30 * 86_400

const pushLinkInput = z
  .strictObject({
    validForSeconds: z
      .int()
      .min(60)
      .max(longestLifeSeconds)
      .default(defaultLifeSeconds)
      .meta({ description: 'From now. An hour by default, 30 days at most.' }),
  })
  .meta({ id: 'PushLinkInput' })

const pushLinkSchema = z
  .strictObject({
    customerId: formattedIdOf('customer'),
    /** For `regularsPush.subscribe({ customer })`. */
    token: z.string(),
    url: z.string().meta({ description: 'The page that asks the visitor and subscribes.' }),
    expiresAt: formattedInstant,
  })
  .meta({ id: 'PushLink' })

export const pushLinkRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/customers/{id}/push-link',
    tag: 'Push subscriptions',
    scope: 'customers:write',
    summary: 'Make a link with which the customer’s browser may subscribe to push',
    description: 'Whoever has the link can subscribe a browser as this customer: give it to the customer alone.',
    params: referenceParams('customer'),
    body: pushLinkInput,
    response: pushLinkSchema,
    async handler({ params, body, sql, at, dependencies: { config } }) {
      const [customerId] = await findCustomerIds(sql, [
        'id' in params.id ? { customerId: params.id.id } : { customerExternalId: params.id.externalId },
      ])
      if (customerId === undefined) throw new Problem('not_found')
      const expiresAt = new Date(Math.floor(at.getTime() / 1_000 + body.validForSeconds) * 1_000)
      const token = createCustomerTokenSigner(config.secret)({ customerId, expiresAt })
      return {
        customerId: formatId('customer', customerId),
        token,
        url: `${config.publicUrl}/push?customer=${token}`,
        expiresAt: expiresAt.toISOString(),
      }
    },
  }),
]
