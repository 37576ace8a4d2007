import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createJourneyMessages } from '../../activities/journey-messages.ts'
import type { Pool } from '../../db/client.ts'
import { insertAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { insertEvents } from '../../db/queries/events.ts'
import { nameVoucherOccurrence } from '../../db/queries/journeys/journey-vouchers.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import type { ExitRule } from '../../domain/journeys/journey-definition.ts'
import { formatId } from '../../domain/ids.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { type SendPathHarness, startSendPath } from '../send-path/send-path-harness.ts'
import { makeMortal } from '../support/mortal-pool.ts'
import { insertOffer } from '../../db/queries/offers/offers.ts'
import { termsOf } from '../vouchers/voucher-fixture.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'

let sendPath: SendPathHarness
beforeAll(async () => {
  sendPath = await startSendPath()
})
afterAll(() => sendPath.close())

async function startJourney(exitRules: ExitRule[] = []) {
  const { pool, clock } = sendPath
  const [customerId = ''] = await addCustomers(pool, 'email', [{}])
  const offerId = (await insertOffer(pool, { name: 'Ten percent', terms: termsOf({ validity: { kind: 'afterDelivery', hours: 48 } }) })).id
  const message = { channel: 'email' as const, subject: 'Come back', html: '<p>Your code: {{ voucher.code }}</p>' }
  const definition = makeDefinition(
    [
      { id: 'give', kind: 'voucher', offerId: formatId('offer', offerId), next: 'tell', otherwise: null },
      makeSend('tell', ['email'], { messages: { email: message } }),
    ],
    { exitRules },
  )
  const autopilot = await insertAutopilot(pool, { name: 'Test', definition, template: null })
  const version = await publishVersion(pool, autopilot.id, definition)
  const [journey] = await pool<[{ id: string }]>`
    INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, status, matched_at, anchor_at, not_before)
    VALUES (${autopilot.id}, ${customerId}, '2026', 1, ${version.id}, 'running', ${clock.now}, ${clock.now}, ${clock.now}) RETURNING id`
  await issueVouchers(pool, {
    offerId,
    campaign: { kind: 'autopilot', id: autopilot.id },
    occurrence: nameVoucherOccurrence({ journeyId: journey.id, step: 'give', visit: 1 }),
    customerIds: [customerId],
    at: clock.now,
    as: 'issued',
    actor: { source: 'campaign' },
  })
  return { journeyId: journey.id, customerId }
}

function claim(pool: Pool, journeyId: string) {
  const { claimMessage } = createJourneyMessages({ ...sendPath.dependencies, pool }, sendPath.sendPage)
  return claimMessage({ journeyId, step: 'tell', visit: 1, fromChannel: 0, attempt: 1 })
}

describe('the claim of a journey’s message', () => {
  it('that is killed at any one step leaves the next one a message with its voucher, and its verdict', async () => {
    const { pool } = sendPath
    let deaths = 0
    for (let steps = 0; ; steps += 1) {
      const { journeyId, customerId } = await startJourney()
      const isKilled = await claim(makeMortal(pool, steps), journeyId).then(
        () => false,
        (error: Error) => error.name === 'Killed',
      )
      expect(await claim(pool, journeyId)).toMatchObject({ kind: 'claimed', channel: 'email' })
      const [row] = await pool`
        SELECT d.status, d.merge_fields->'voucher'->>'code' AS written, v.code FROM deliveries d JOIN vouchers v USING (customer_id) WHERE d.customer_id = ${customerId}`
      expect(row).toEqual({ status: 'sending', written: row?.code, code: expect.any(String) })
      expect(await pool`SELECT verdict, attempt FROM journey_verdicts WHERE journey_id = ${journeyId}`).toEqual([
        { verdict: 'send', attempt: 1 },
      ])
      if (!isKilled) break
      deaths += 1
    }
    expect(deaths).toBeGreaterThan(8)
  })

  it('sends nobody the code of a voucher that is over', async () => {
    const { pool, clock } = sendPath
    const { journeyId, customerId } = await startJourney()
    await pool`UPDATE vouchers SET status = 'revoked', expires_at = NULL, ended_at = ${clock.now} WHERE customer_id = ${customerId}`
    expect(await claim(pool, journeyId)).toEqual({ kind: 'closed', skips: [{ channel: 'email', reason: 'expired' }] })
  })

  // As when it was committed while the trigger was matching: nobody has told the run.
  it.each([
    ['an order', 'ordered', [{ kind: 'ordered' }]],
    ['an event', 'event', [{ kind: 'event', name: 'Subscribed' }]],
    ['its voucher’s redemption', 'voucher_redeemed', [{ kind: 'voucher_redeemed' }]],
  ] as const)('looks for %s that ends the journey', async (_, reason, exitRules) => {
    const { pool, clock } = sendPath
    const moot = await startJourney([...exitRules])
    const other = await startJourney()
    for (const { customerId } of [moot, other]) {
      const at = new Date(clock.now.getTime() + 1_000)
      await pool`INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (gen_random_uuid(), ${customerId}, ${at}, 'paid', 'EUR', 1)`
      await insertEvents(pool, [{ messageId: customerId, customerId, name: 'Subscribed', occurredAt: at, properties: {} }])
      await pool`UPDATE vouchers SET status = 'redeemed', discount_minor = 1, expires_at = NULL WHERE customer_id = ${customerId}`
    }
    expect(await claim(pool, moot.journeyId)).toEqual({ kind: 'over', reason, skips: [] })
    expect(await claim(pool, other.journeyId)).toMatchObject({ kind: 'claimed' })
  })
})
