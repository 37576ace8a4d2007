import { fc } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Pool } from '../../db/client.ts'
import { recordConsents } from '../../db/queries/consents.ts'
import { claimPage } from '../../db/queries/sends/claim-page.ts'
import { decideContact, type Verdict } from '../../domain/contact-policy.ts'
import { hashToBucket } from '../../domain/holdout.ts'
import { createTestDatabase } from '../support/database.ts'
import { addCustomers, addSend, readLedger } from './send-fixture.ts'

let database: { url: string; drop(): Promise<void> }
let pool: Pool
const now = new Date('2026-03-10T12:00:00Z')
const hour = 3_600_000

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 8 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

function describeVerdict(verdict: Verdict): { status: string; reason: string | null; deferUntil: Date | null } {
  switch (verdict.kind) {
    case 'send':
      return { status: 'sending', reason: null, deferUntil: null }
    case 'skip':
      return { status: 'skipped', reason: verdict.reason, deferUntil: null }
    case 'defer':
      return { status: 'deferred', reason: null, deferUntil: verdict.until }
  }
}

describe('the claim', () => {
  it('decides as the contact policy does, whatever the inputs', async () => {
    const instant = fc
      .constantFrom(null, -100, -25, -24, -23, -1, 0.001)
      .map((hours) => (hours === null ? null : new Date(now.getTime() + hours * hour)))
    const customer = fc.record({
      hasAddress: fc.boolean(),
      isSuppressed: fc.boolean(),
      consent: fc.constantFrom(
        'never' as const,
        'pending' as const,
        'subscribed' as const,
        'subscribed' as const,
        'subscribed' as const,
        'unsubscribed' as const,
      ),
      lastContactAt: instant,
      lastChannelContactAt: instant,
      isQuiet: fc.boolean(),
    })
    const rules = fc.record({
      isMarketing: fc.boolean(),
      holdoutPercent: fc.constantFrom(0, 0, 12.5, 50),
      cooldownMs: fc.constantFrom(0, 24 * hour),
      channelCooldownMs: fc.constantFrom(0, 48 * hour),
      expiresAt: fc.constantFrom(
        null,
        null,
        new Date(now.getTime() - hour),
        new Date(now.getTime() + hour),
        new Date(now.getTime() + 5 * hour),
      ),
      onCooldown: fc.constantFrom('skip' as const, 'defer' as const),
      skipReason: fc.constantFrom(null, null, null, 'excluded' as const, 'duplicate_address' as const),
    })
    const quietUntil = new Date(now.getTime() + 3 * hour)
    await fc.assert(
      fc.asyncProperty(fc.array(customer, { minLength: 1, maxLength: 20 }), rules, async (customers, { skipReason, ...rule }) => {
        const ids = await addCustomers(
          pool,
          'email',
          customers.map((one) => ({
            ...one,
            ...(one.hasAddress ? {} : { email: null }),
            timeZone: one.isQuiet ? 'Asia/Tokyo' : 'Europe/Paris',
          })),
        )
        const suppressed = ids.filter((_, at) => customers[at]?.isSuppressed).map((id) => `${id}@example.test`)
        await pool`INSERT INTO suppressions (channel, address, reason, source) SELECT 'email', a, 'hard_bounce', 'test' FROM unnest(${suppressed}::text[]) AS a`
        const send = await addSend(pool, [{ customerIds: ids, ...(skipReason === null ? {} : { skipReason }) }], {
          isMarketing: rule.isMarketing,
          holdoutPercent: rule.holdoutPercent,
          expiresAt: rule.expiresAt,
          policy: {
            cooldownMs: rule.cooldownMs,
            channelCooldownMs: rule.channelCooldownMs,
            onCooldown: rule.onCooldown,
            quietHours: null,
            storeTimeZone: 'UTC',
            attributionWindowMs: 604_800_000,
          },
        })
        await claimPage(pool, { send, page: 0, now, quietZones: [{ zones: 'Asia/Tokyo', until: quietUntil }] })
        const expected = customers.map((one, at) => {
          const customerId = ids[at] ?? ''
          const bucket = hashToBucket(send.campaignId, customerId)
          const inputs = { ...one, skipReason, bucket, quietUntil: one.isQuiet ? quietUntil : null }
          return { customerId, ...describeVerdict(decideContact(inputs, rule, now)) }
        })
        expect(await readLedger(pool, send.id)).toEqual(expected.toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1)))
      }),
      { numRuns: 120 },
    )
  })

  it('skips nobody for a cooldown that is not set, when another campaign was a moment faster', async () => {
    const ids = await addCustomers(pool, 'email', [{}])
    const policy = { cooldownMs: 0, channelCooldownMs: 0, quietHours: null, storeTimeZone: 'UTC', attributionWindowMs: 604_800_000 }
    const faster = await addSend(pool, [{ customerIds: ids }], { policy: { ...policy, onCooldown: 'skip' } })
    const slower = await addSend(pool, [{ customerIds: ids }], { policy: { ...policy, onCooldown: 'skip' } })
    await claimPage(pool, { send: faster, page: 0, now: new Date(now.getTime() + 5), quietZones: [] })
    await claimPage(pool, { send: slower, page: 0, now, quietZones: [] })
    expect(await readLedger(pool, slower.id)).toMatchObject([{ status: 'sending' }])
  })

  it('returns what the first one decided when it is made again, and reserves once', async () => {
    const ids = await addCustomers(pool, 'email', [{}, {}, { consent: 'unsubscribed' }])
    const send = await addSend(pool, [{ customerIds: ids }])
    const first = await claimPage(pool, { send, page: 0, now, quietZones: [] })
    const again = await claimPage(pool, { send, page: 0, now: new Date(now.getTime() + hour), quietZones: [] })
    expect(first.isRepeat).toBe(false)
    expect(again.isRepeat).toBe(true)
    expect(again.claimedAt).toEqual(now)
    expect(again.deliveries).toEqual(first.deliveries)
    expect(first.deliveries.map((delivery) => delivery.customerId)).toEqual(ids.slice(0, 2).toSorted())
  })

  it('gives no more messages than the budget has, over pages claimed at once', async () => {
    const ids = await addCustomers(
      pool,
      'email',
      Array.from({ length: 60 }, () => ({})),
    )
    const pages = [0, 1, 2, 3, 4, 5].map((page) => ({ customerIds: ids.slice(page * 10, page * 10 + 10) }))
    const send = await addSend(pool, pages, { budgetMessages: 25 })
    await Promise.all(pages.map((_, page) => claimPage(pool, { send, page, now, quietZones: [] })))
    const ledger = await readLedger(pool, send.id)
    expect(ledger.filter((row) => row.status === 'sending')).toHaveLength(25)
    expect(ledger.filter((row) => row.reason === 'budget_exhausted')).toHaveLength(35)
    // Who got nothing for want of budget keeps their cooldown free.
    const [free] =
      await pool`SELECT count(*)::int AS n FROM contact_states WHERE customer_id = ANY (${ids}::uuid[]) AND last_contact_at IS NULL`
    expect(free?.n).toBe(35)
  })

  it('lets one of fifty overlapping broadcasts reach each of a thousand customers', async () => {
    const ids = await addCustomers(
      pool,
      'email',
      Array.from({ length: 1_000 }, () => ({})),
    )
    const sends = await Promise.all(
      Array.from({ length: 50 }, () => addSend(pool, [{ customerIds: ids.slice(0, 500) }, { customerIds: ids.slice(500) }])),
    )
    const claims = sends.flatMap((send) => [0, 1].map((page) => ({ send, page })))
    await Promise.all(claims.map(({ send, page }) => claimPage(pool, { send, page, now, quietZones: [] })))
    const [sum] = await pool`
      SELECT count(*)::int AS messages, count(DISTINCT customer_id)::int AS customers FROM deliveries
      WHERE send_id = ANY (${sends.map((send) => send.id)}::uuid[]) AND status = 'sending'`
    expect(sum).toEqual({ messages: 1_000, customers: 1_000 })
  })

  it('never takes a customer whose opt-out has committed', async () => {
    const interleavings = 1_000
    const pageSize = 50
    // Of each page some opt out before the claim starts, some while it runs, some after it has ended.
    const [before, after] = [10, 10]
    const ids = await addCustomers(
      pool,
      'email',
      Array.from({ length: interleavings }, () => ({})),
    )
    // A clock that both sides draw from inside the lock that orders them.
    await pool`CREATE SEQUENCE turns`
    await pool`CREATE TABLE opt_outs (customer_id uuid PRIMARY KEY, turn bigint NOT NULL)`
    await pool`CREATE TABLE claims (customer_id uuid PRIMARY KEY, turn bigint NOT NULL)`
    await pool.unsafe(`
      CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO claims VALUES (NEW.customer_id, nextval('turns')); RETURN NEW; END $$;
      CREATE TRIGGER note_claim BEFORE INSERT ON deliveries FOR EACH ROW WHEN (NEW.status = 'sending') EXECUTE FUNCTION note_claim();`)
    const optOut = async (customerId: string) => {
      await recordConsents(pool, [{ customerId, channel: 'email', status: 'unsubscribed', source: 'unsubscribe_link', occurredAt: now }])
      await pool`INSERT INTO opt_outs VALUES (${customerId}, nextval('turns'))`
    }
    const race = async (page: number) => {
      const members = ids.slice(page * pageSize, (page + 1) * pageSize)
      const drawn = fc.sample(fc.shuffledSubarray(members, { minLength: pageSize }), { numRuns: 1, seed: page })[0] ?? []
      const send = await addSend(pool, [{ customerIds: members }])
      const racing = drawn.slice(before, pageSize - after)
      await Promise.all(drawn.slice(0, before).map(optOut))
      // The claim's place in the queue for a connection moves through the opt-outs', page by page.
      const ahead = (page * 7) % racing.length
      await Promise.all([
        ...racing.slice(0, ahead).map(optOut),
        claimPage(pool, { send, page: 0, now, quietZones: [] }),
        ...racing.slice(ahead).map(optOut),
      ])
      await Promise.all(drawn.slice(pageSize - after).map(optOut))
    }
    const pages = Array.from({ length: interleavings / pageSize }, (_, page) => page)
    for (const pair of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) await Promise.all(pages.slice(pair * 2, pair * 2 + 2).map(race))
    const [late] = await pool`SELECT count(*)::int AS n FROM claims c JOIN opt_outs o USING (customer_id) WHERE c.turn > o.turn`
    const [both] = await pool`SELECT count(*)::int AS claimed, (SELECT count(*)::int FROM opt_outs) AS opted FROM claims`
    await pool.unsafe('DROP TRIGGER note_claim ON deliveries')
    expect(late?.n).toBe(0)
    expect(both?.opted).toBe(interleavings)
    // Both ends of the race were there.
    expect(both?.claimed).toBeGreaterThanOrEqual(pages.length * after)
    expect(both?.claimed).toBeLessThanOrEqual(interleavings - pages.length * before)
  })

  it('copies the merge fields that the message uses, an attribute under its whole name', async () => {
    const [id = ''] = await addCustomers(pool, 'email', [{}])
    await pool`UPDATE customers SET first_name = 'Ann', attributes = '{"shoe.size": 42, "shoe": "x", "hat": 3}' WHERE id = ${id}`
    const message = {
      message: { channel: 'email' as const, subject: 's', html: 'h' },
      links: [],
      fields: ['first_name', 'city', 'attributes.shoe.size'],
      store: { name: 'Store', postalAddress: 'Street 1', timeZone: 'Europe/Berlin', currency: 'EUR' },
    }
    const send = await addSend(pool, [{ customerIds: [id] }], { message })
    await claimPage(pool, { send, page: 0, now, quietZones: [] })
    expect(await pool`SELECT merge_fields FROM deliveries WHERE send_id = ${send.id}`).toEqual([
      { merge_fields: { first_name: 'Ann', attributes: { 'shoe.size': 42 } } },
    ])
  })
})
