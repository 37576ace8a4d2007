/** Any message as a customer would get it, before it belongs to a campaign: what editors of journeys and promotions show beside it. */
import { z } from 'zod'
import { readRenderedCustomer, type RenderedCustomer } from '../../db/queries/broadcast-report/read-rendered-customer.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { Sql } from '../../db/client.ts'
import { formatDeliveryRef, formatId } from '../../domain/ids.ts'
import { freezeMessage } from '../../messages/freeze.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { nobody } from '../preflight/estimate-sms.ts'
import { previewSchema } from '../schemas/broadcast-preview.ts'
import { messageSchema } from '../schemas/messages.ts'
import { referenceTo } from '../schemas/references.ts'
import type { RecordKey } from '../schemas/references.ts'
import { renderPreview } from '../views/broadcast-preview.ts'

const dayMs = 86_400_000
const voucherField = 'voucher.'

export const messagePreviewRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/messages/preview',
    tag: 'Messages',
    summary: 'Render a message as a customer would get it, or for nobody in particular',
    description: 'Links in a preview lead to nobody. With `hasVoucher`, fields of a voucher may be used and show an example.',
    scope: 'broadcasts:read',
    body: z.strictObject({
      message: messageSchema,
      customerId: referenceTo('customer').optional(),
      hasVoucher: z.boolean().default(false),
    }),
    response: previewSchema,
    async handler({ body: { message, customerId, hasVoucher }, sql, at, dependencies }) {
      const { value: store } = await readSettings(sql, 'store')
      const { frozen, problems } = freezeMessage(message, { store, hasVoucher })
      const customer = await findCustomer(sql, customerId, frozen?.fields ?? [])
      const mergeFields = { ...customer?.mergeFields, ...(hasVoucher && { voucher: makeExample(at) }) }
      const delivery = { ref: formatDeliveryRef({ sendId: nobody, customerId: nobody }), mergeFields, address: '' }
      const rendered = frozen === undefined ? undefined : renderPreview(frozen, { delivery, links: dependencies.config, store })
      return {
        channel: message.channel,
        problems,
        customerId: customer === undefined ? null : formatId('customer', customer.id),
        isRendered: rendered !== undefined,
        ...rendered,
      }
    },
  }),
]

/** A code that could be one, and is nobody's. */
function makeExample(at: Date): Record<string, string> {
  return { code: 'BCDF-GHJK-MNPQ', offer_name: 'Example offer', valid_until: new Date(at.getTime() + 7 * dayMs).toISOString() }
}

/** @throws Problem 422 for a customer that is not known */
async function findCustomer(sql: Sql, key: RecordKey | undefined, fields: string[]): Promise<RenderedCustomer | undefined> {
  if (key === undefined) return undefined
  const ofCustomer = fields.filter((field) => !field.startsWith(voucherField))
  const customer = await readRenderedCustomer(sql, key, ofCustomer)
  if (customer === undefined) throw new Problem('unknown_customer')
  return customer
}
