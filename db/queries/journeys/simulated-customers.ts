/** Customers as the contact policy sees them, and what is known to have happened to them, for simulations. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { AwaitedReport } from '../../../domain/journeys/journey-plan.ts'
import type { SimulatedCustomer } from '../../../domain/journeys/predict-claim.ts'
import type { Sql } from '../../client.ts'
import { selectZones } from '../sends/recipient-zones.ts'
import { isTrueOf } from './list-occurrences.ts'

interface Row {
  id: string
  zones: string
  consents: Record<ChannelName, 'never' | 'pending' | 'subscribed' | 'unsubscribed'>
  addresses: Record<ChannelName, boolean>
  suppressed: Record<ChannelName, boolean>
  lastContactAt: Date | null
  lastEmailAt: Date | null
  lastSmsAt: Date | null
  lastPushAt: Date | null
}

/** @param keepsClocks whether contacts that marketing has had with them count */
export async function readSimulatedCustomers(
  sql: Sql,
  { customerIds, storeTimeZone, keepsClocks }: { customerIds: readonly string[]; storeTimeZone: string; keepsClocks: boolean },
): Promise<Map<string, SimulatedCustomer>> {
  const rows = await sql<Row[]>`
    SELECT c.id, ${selectZones(sql, 'c', storeTimeZone)} AS zones,
      jsonb_build_object('email', s.email_consent, 'sms', s.sms_consent, 'push', s.push_consent) AS consents,
      jsonb_build_object('email', c.email IS NOT NULL, 'sms', c.phone IS NOT NULL, 'push', EXISTS (
        SELECT FROM push_subscriptions p WHERE p.customer_id = c.id
          AND NOT EXISTS (SELECT FROM suppressions x WHERE x.channel = 'push' AND x.address = p.endpoint))) AS addresses,
      jsonb_build_object('email', EXISTS (SELECT FROM suppressions x WHERE x.channel = 'email' AND x.address = c.email),
        'sms', EXISTS (SELECT FROM suppressions x WHERE x.channel = 'sms' AND x.address = c.phone), 'push', false) AS suppressed,
      s.last_contact_at AS "lastContactAt", s.last_email_at AS "lastEmailAt", s.last_sms_at AS "lastSmsAt", s.last_push_at AS "lastPushAt"
    FROM customers c JOIN contact_states s ON s.customer_id = c.id WHERE c.id = ANY (${customerIds}::uuid[])`
  const clock = (at: Date | null) => (keepsClocks && at !== null ? at.getTime() : null)
  return new Map(
    rows.map(({ id, zones, consents, addresses, suppressed, ...last }) => {
      const describe = (channel: ChannelName) => ({
        hasAddress: addresses[channel],
        isSuppressed: suppressed[channel],
        consent: consents[channel],
      })
      const customer: SimulatedCustomer = {
        id,
        zones,
        channels: { email: describe('email'), sms: describe('sms'), push: describe('push') },
        lastContactAt: clock(last.lastContactAt),
        lastChannelContactAt: { email: clock(last.lastEmailAt), sms: clock(last.lastSmsAt), push: clock(last.lastPushAt) },
      }
      return [id, customer]
    }),
  )
}

export interface KnownFact {
  customerId: string
  key: string
  at: Date
}

/** Orders and events of the span under the names of the plan, in order. */
export async function listKnownFacts(
  sql: Sql,
  { customerIds, reports, from, until }: { customerIds: readonly string[]; reports: readonly AwaitedReport[]; from: Date; until: Date },
): Promise<KnownFact[]> {
  const found: KnownFact[] = []
  for (const { key, event } of reports) {
    const rows =
      event.kind === 'ordered'
        ? await sql<{ customerId: string; at: Date }[]>`
            SELECT customer_id AS "customerId", placed_at AS at FROM orders
            WHERE is_valid AND customer_id = ANY (${customerIds}::uuid[]) AND placed_at > ${from} AND placed_at <= ${until}`
        : await sql<{ customerId: string; at: Date }[]>`
            SELECT customer_id AS "customerId", occurred_at AS at FROM events
            WHERE name = ${event.name} AND customer_id = ANY (${customerIds}::uuid[]) AND occurred_at > ${from} AND occurred_at <= ${until}`
    for (const row of rows) if (await isTrueOf(sql, event, row)) found.push({ ...row, key })
  }
  return found.sort((a, b) => a.at.getTime() - b.at.getTime())
}
