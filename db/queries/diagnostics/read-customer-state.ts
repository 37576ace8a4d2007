/** What holds of one customer now, for every campaign: consents, suppressions, the contact clock, open vouchers. No addresses. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { ConsentStatus } from '../../../domain/consents.ts'
import type { VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'

export interface ChannelState {
  channel: ChannelName
  consent: ConsentStatus
  hasAddress: boolean
  /** Why the address must not be written to. Of push: that every device is suppressed. */
  suppression: string | null
  lastContactAt: Date | null
}

export interface OpenVoucher {
  /** UUIDs. */
  id: string
  offerId: string
  offerName: string
  status: VoucherStatus
  validUntil: Date
  campaignKind: string
  campaignId: string
}

export interface CustomerState {
  /** UUID. */
  id: string
  externalId: string
  firstName: string | null
  lastName: string | null
  lastContactAt: Date | null
  channels: ChannelState[]
  vouchers: OpenVoucher[]
  runningJourneyIds: string[]
}

const mostShown = 50

/** Undefined when there is no such customer (any more). */
export async function readCustomerState(sql: Sql, customerId: string): Promise<CustomerState | undefined> {
  const [customer] = await sql<(Omit<CustomerState, 'channels' | 'vouchers' | 'runningJourneyIds'> & Clock)[]>`
    SELECT c.id, c.external_id AS "externalId", c.first_name AS "firstName", c.last_name AS "lastName", s.last_contact_at AS "lastContactAt",
      s.email_consent, s.sms_consent, s.push_consent, s.last_email_at, s.last_sms_at, s.last_push_at,
      c.email IS NOT NULL AS has_email, c.phone IS NOT NULL AS has_sms, p.devices > 0 AS has_push,
      (SELECT reason FROM suppressions x WHERE x.channel = 'email' AND x.address = c.email) AS suppressed_email,
      (SELECT reason FROM suppressions x WHERE x.channel = 'sms' AND x.address = c.phone) AS suppressed_sms,
      CASE WHEN p.devices > 0 AND p.suppressed = p.devices THEN 'invalid' END AS suppressed_push
    FROM customers c JOIN contact_states s ON s.customer_id = c.id CROSS JOIN LATERAL (
      SELECT count(*) AS devices, count(x.address) AS suppressed FROM push_subscriptions d
      LEFT JOIN suppressions x ON x.channel = 'push' AND x.address = d.endpoint WHERE d.customer_id = c.id
    ) AS p WHERE c.id = ${customerId}`
  if (customer === undefined) return undefined
  const { id, externalId, firstName, lastName, lastContactAt } = customer
  const vouchers = await sql<OpenVoucher[]>`
    SELECT v.id, v.offer_id AS "offerId", o.name AS "offerName", v.status, v.valid_until AS "validUntil", v.campaign_kind AS "campaignKind", v.campaign_id AS "campaignId"
    FROM vouchers v JOIN offers o ON o.id = v.offer_id WHERE v.customer_id = ${customerId} AND v.expires_at IS NOT NULL ORDER BY v.id DESC LIMIT ${mostShown}`
  const running = await sql<{ id: string }[]>`
    SELECT id FROM journeys WHERE customer_id = ${customerId} AND status <> 'ended' ORDER BY id DESC LIMIT ${mostShown}`
  const describe = (channel: ChannelName): ChannelState => ({
    channel,
    consent: customer[`${channel}_consent`],
    hasAddress: customer[`has_${channel}`],
    suppression: customer[`suppressed_${channel}`],
    lastContactAt: customer[`last_${channel}_at`],
  })
  return {
    ...{ id, externalId, firstName, lastName, lastContactAt, vouchers },
    channels: [describe('email'), describe('sms'), describe('push')],
    runningJourneyIds: running.map((row) => row.id),
  }
}

type Clock = Record<`${ChannelName}_consent`, ConsentStatus> &
  Record<`has_${ChannelName}`, boolean> &
  Record<`suppressed_${ChannelName}`, string | null> &
  Record<`last_${ChannelName}_at`, Date | null>
