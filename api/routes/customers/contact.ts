/** What may be sent to one customer now, channel by channel, and else from when, or why not. */
import type { z } from 'zod'
import { type ChannelContact, type CustomerContact, readContact } from '../../../db/queries/customers/read-contact.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { foreseeContact } from '../../../domain/contact-outlook.ts'
import type { ContactPolicySettings } from '../../../domain/settings.ts'
import { findCustomer } from '../../http/named-customer.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { type channelStandingSchema, customerContactSchema } from '../../schemas/customer-standing.ts'
import { referenceParams } from '../../schemas/references.ts'
import { formatInstant } from '../../views/broadcasts.ts'

export const customerContactRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/customers/{id}/contact',
    tag: 'Customers',
    scope: 'consents:read',
    summary: 'Whether a customer may be sent marketing now, on each channel, and else from when, or why not',
    description:
      'By the contact policy, as a send that waits for a cooldown asks it. A campaign may still hold the customer out, exclude them or be out of budget.',
    params: referenceParams('customer'),
    response: customerContactSchema,
    async handler({ params, sql, at }) {
      const { value: store } = await readSettings(sql, 'store')
      const { value: policy } = await readSettings(sql, 'contact_policy')
      const customerId = await findCustomer(sql, params.id)
      const contact = typeof customerId === 'string' ? await readContact(sql, customerId, store.timeZone) : undefined
      if (contact === undefined) throw new Problem('not_found')
      return {
        at: at.toISOString(),
        lastContactAt: formatInstant(contact.lastContactAt),
        channels: contact.channels.map((channel) => viewChannel(channel, { contact, policy, at })),
      }
    },
  }),
]

function viewChannel(
  { channel, addresses, consent, suppressions, lastContactAt }: ChannelContact,
  { contact, policy, at }: { contact: CustomerContact; policy: ContactPolicySettings; at: Date },
): z.input<typeof channelStandingSchema> {
  const outlook = foreseeContact(
    {
      zones: contact.zones,
      hasAddress: addresses.length > 0,
      // Of several devices, one that is left is enough.
      isSuppressed: suppressions.length > 0 && suppressions.length >= addresses.length,
      consent,
      lastContactAt: contact.lastContactAt,
      lastChannelContactAt: lastContactAt,
    },
    {
      cooldownMs: policy.cooldownMs,
      channelCooldownMs: policy.channelCooldownMs[channel] ?? 0,
      quietHours: policy.quietHours[channel] ?? null,
    },
    at,
  )
  return {
    ...{ channel, consent, suppressions, lastContactAt: formatInstant(lastContactAt) },
    // A device's own address is a secret of its browser.
    addresses: channel === 'push' ? addresses.map((endpoint) => new URL(endpoint).host) : addresses,
    may: outlook.may,
    from: outlook.may === 'later' ? outlook.from.toISOString() : null,
    reasons: outlook.may === 'later' ? outlook.reasons : outlook.may === 'no' ? [outlook.reason] : [],
  }
}
