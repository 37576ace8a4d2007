import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { insertAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { commandAutopilot } from '../../workflows/clients/command-autopilot.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { addRecipients } from '../support/broadcast-run.ts'
import { findBuiltProgram } from '../support/built-program.ts'
import { type Stack, startStack } from '../support/stack.ts'

beforeAll(findBuiltProgram, 120_000)

const customers = 150
const timeout = 400_000

/** Two messages with a wait between them, so that kills meet starts, claims, calls and timers. */
const definition = makeDefinition(
  [
    { id: 'gift', kind: 'tag', attribute: 'won', value: 'yes', next: 'first' },
    makeSend('first', ['email'], { next: 'pause', otherwise: 'lost' }),
    { id: 'pause', kind: 'wait', duration: '1m', next: 'second' },
    makeSend('second', ['email'], { otherwise: 'lost' }),
    { id: 'lost', kind: 'exit', reason: 'not_sent' },
  ],
  { trigger: { kind: 'quiet_for', duration: '60d' } },
)

async function countAccepted({ sandboxUrl }: Stack) {
  return (await (await fetch(`${sandboxUrl}/_sandbox/log/summary`)).json()) as { accepted: number; duplicates: number }
}

describe('a worker that is killed while many journeys run', () => {
  it('sends nobody a message twice and leaves nobody behind', { timeout }, async () => {
    const stack = await startStack()
    try {
      const put = (path: string, body: unknown) =>
        fetch(`${stack.sandboxUrl}/_sandbox/${path}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      await put('behaviour', { receipts: 'off' })
      await put('faults', { faults: [{ provider: 'all', kind: 'latency', params: { ms: 50, jitterMs: 100 } }] })
      await addRecipients(stack, 'email', customers)
      await stack.pool`UPDATE settings SET value = '{"quietHours": {}, "cooldownMs": 0}' WHERE key = 'contact_policy'`
      await stack.pool`
        INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
        SELECT external_id, id, now() - interval '90 days', 'paid', 'EUR', 1000 FROM customers`
      const { id } = await insertAutopilot(stack.pool, { name: 'Chaos', definition, template: null })
      await publishVersion(stack.pool, id, definition)
      let worker = await stack.startWorker()
      await commandAutopilot(stack.client, id, { kind: 'enable' })
      const count = async () => {
        const [row] = await stack.pool<[{ matched: number; ended: number }]>`
          SELECT count(*)::int AS matched, count(*) FILTER (WHERE status = 'ended')::int AS ended FROM journeys`
        return row
      }
      // In the midst of the starts, of the first messages, and of the second ones.
      for (const accepted of [0, customers / 3, customers + customers / 3]) {
        while ((await count()).matched === 0 || (await countAccepted(stack)).accepted < accepted) await delay(20)
        worker.kill()
        await worker.exited
        worker = await stack.startWorker()
      }
      while ((await count()).ended < customers) await delay(200)
      const outcomes = await stack.pool`SELECT outcome, reason, count(*)::int AS journeys FROM journeys GROUP BY 1, 2`
      expect(outcomes).toEqual([{ outcome: 'completed', reason: 'last_step', journeys: customers }])
      expect(await countAccepted(stack)).toMatchObject({ accepted: 2 * customers, duplicates: 0 })
      const [ledger] = await stack.pool<[{ deliveries: number; people: number }]>`
        SELECT count(*)::int AS deliveries, count(DISTINCT customer_id)::int AS people FROM deliveries WHERE status = 'accepted'`
      expect(ledger).toEqual({ deliveries: 2 * customers, people: customers })
      const told = await stack.pool`SELECT kind, step, count(*)::int AS times FROM journey_events GROUP BY 1, 2 ORDER BY 1, 2`
      expect(told.map((row) => [row.kind, row.step, row.times])).toEqual([
        ['attribute_set', 'gift', customers],
        ['sent', 'first', customers],
        ['sent', 'second', customers],
        ['waiting', 'pause', customers],
      ])
    } finally {
      await stack.stop()
    }
  })
})
