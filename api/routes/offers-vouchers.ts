/** Vouchers given by hand, through the API: into the customers' hands at once, once for each Idempotency-Key. */
import { readOffer } from '../../db/queries/offers/offers.ts'
import { findRecipients } from '../../db/queries/vouchers/find-recipients.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { formatId } from '../../domain/ids.ts'
import { type IssueRefusal, issueRefusals } from '../../domain/voucher-refusals.ts'
import type { Voucher } from '../../domain/vouchers.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { idParams } from '../schemas/ids.ts'
import { issueAnswer, issueRequest } from '../schemas/vouchers.ts'
import { viewVoucher } from '../views/vouchers.ts'
import { actorOf } from './vouchers/named-voucher.ts'

export const offerVoucherRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/offers/{id}/vouchers',
    tag: 'Offers',
    scope: 'vouchers:write',
    summary: 'Give vouchers of the offer to up to 1,000 customers',
    description: 'Whoever gets none is in `refused`, with the reason.',
    params: idParams('offer'),
    body: issueRequest,
    status: 201,
    response: issueAnswer,
    idempotencyKey: 'required',
    findsByKey: true,
    async handler({ params: { id }, body: { customers }, sql, at, caller }) {
      const [offer, ids] = await Promise.all([readOffer(sql, id), findRecipients(sql, customers)])
      if (offer === undefined) throw new Problem('not_found')
      if (offer.archivedAt !== null) throw new Problem('offer_archived')
      const { vouchers, refused } = await issueVouchers(sql, {
        offerId: id,
        offer,
        campaign: { kind: 'direct', id },
        customerIds: ids.filter((customerId) => customerId !== undefined),
        at,
        as: 'delivered',
        actor: actorOf(caller),
      })
      const reasons = new Map(refused.map(({ customerId, reason }) => [customerId, reason]))
      return {
        vouchers: vouchers.map((voucher) => viewVoucher({ ...voucher, offerName: offer.name, terms: offer.terms } satisfies Voucher, at)),
        refused: customers.flatMap((customer, index) => {
          const customerId = ids[index]
          // Somebody who is named twice is told once.
          const reason: IssueRefusal | undefined = customerId === undefined ? 'unknown_customer' : reasons.get(customerId)
          if (customerId !== undefined) reasons.delete(customerId)
          const name = 'id' in customer ? formatId('customer', customer.id) : `ext:${customer.externalId}`
          return reason === undefined ? [] : [{ customer: name, reason, message: issueRefusals[reason] }]
        }),
      }
    },
  }),
]
