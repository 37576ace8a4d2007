import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as newUuid } from 'uuid'
import type { Audience } from '../../../domain/audiences.ts'
import { addCustomers, addSend, readLedger } from '../../../tests/send-path/send-fixture.ts'
import { createTestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { claimPage } from '../sends/claim-page.ts'
import { freezeAudience, listPageGroups } from '../sends/freeze-audience.ts'
import { listAudienceZones, type PreviewInput, previewVerdicts, sampleMergeFields } from './preview-verdicts.ts'

let pool: Pool
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await createTestDatabase()
  drop = database.drop
  pool = connect(database.url, { max: 4 })
})

afterAll(async () => {
  await pool.end()
  await drop()
})

const now = new Date('2026-03-02T12:00:00Z')
const hour = 3_600_000
const policy = {
  cooldownMs: 24 * hour,
  channelCooldownMs: 0,
  quietHours: null,
  onCooldown: 'skip',
  storeTimeZone: 'Europe/Berlin',
  attributionWindowMs: 168 * hour,
} as const

const context = { now, timeZone: 'Europe/Berlin', audiences: new Map() }

function ask(audience: Audience, change: Partial<PreviewInput> = {}): PreviewInput {
  return {
    campaignId: newUuid(),
    channel: 'email',
    audience,
    context,
    policy,
    holdoutPercent: 0,
    budgetMessages: null,
    expiresAt: null,
    at: now,
    quietZones: [],
    ...change,
  }
}

const named = (customerIds: string[]): Audience => ({ include: [{ kind: 'customers', customerIds }], exclude: [] })

const somebody = fc.record({
  email: fc.constantFrom(undefined, undefined, undefined, null, 'shared@example.test', 'bounced@example.test'),
  consent: fc.constantFrom('subscribed' as const, 'subscribed' as const, 'never' as const, 'unsubscribed' as const),
  lastContactAt: fc.constantFrom(null, null, new Date(now.getTime() - hour), new Date(now.getTime() - 48 * hour)),
  timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York'),
  isExcluded: fc.boolean(),
})

describe('a preview of verdicts', () => {
  test.prop(
    [
      fc.array(somebody, { minLength: 1, maxLength: 25, size: 'max' }),
      fc.constantFrom(0, 20),
      fc.option(fc.integer({ min: 1, max: 10 })),
      fc.boolean(),
    ],
    { numRuns: 30 },
  )('counts what the freeze and the claim then decide', async (people, holdoutPercent, budgetMessages, isQuiet) => {
    await pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'bounced@example.test', 'hard_bounce', 'test') ON CONFLICT DO NOTHING`
    const ids = await addCustomers(pool, 'email', people)
    const excluded = ids.filter((_, index) => people[index]?.isExcluded)
    const audience: Audience = { ...named(ids), exclude: excluded.length === 0 ? [] : [{ kind: 'customers', customerIds: excluded }] }
    const quietZones = isQuiet ? [{ zones: 'America/New_York', until: new Date(now.getTime() + hour) }] : []
    const send = await addSend(pool, [], { holdoutPercent, budgetMessages, policy })

    const preview = await previewVerdicts(pool, ask(audience, { campaignId: send.id, holdoutPercent, budgetMessages, quietZones }))
    const untouched = await readLedger(pool, send.id)
    await pool.begin((sql) =>
      freezeAudience(sql, {
        sendId: send.id,
        channel: 'email',
        audience,
        context,
        pageSize: 7,
        planNotBefore: () => now,
      }),
    )
    for (const { firstPage, lastPage } of await listPageGroups(pool, send.id, 0)) {
      for (let page = firstPage; page <= lastPage; page += 1) await claimPage(pool, { send, page, now, quietZones })
    }

    const ledger = await readLedger(pool, send.id)
    const unreachable: Record<string, number> = {}
    for (const { status, reason } of ledger)
      if (status === 'skipped' && reason !== null) unreachable[reason] = (unreachable[reason] ?? 0) + 1
    const deferred = ledger.filter(({ status }) => status === 'deferred').length
    const sending = ledger.filter(({ status }) => status === 'sending').length
    expect(untouched).toEqual([])
    expect(preview.members).toBe(people.length)
    expect(preview.members).toBe(preview.reachable + Object.values(preview.unreachable).reduce((sum, count) => sum + count, 0))
    // Who waits takes from the budget when their time comes, which a preview counts at once.
    if (budgetMessages === null || deferred === 0) {
      expect(preview).toMatchObject({ reachable: sending + deferred, deferred, unreachable })
    }
  })

  it('knows the zones of an audience', async () => {
    const ids = await addCustomers(pool, 'email', [
      { timeZone: 'Asia/Tokyo' },
      { timeZone: null, phone: '+4915112345678' },
      { timeZone: null },
    ])
    expect((await listAudienceZones(pool, named(ids), { ...context, timeZone: 'Europe/Paris' })).toSorted()).toEqual([
      'Asia/Tokyo',
      'Europe/Berlin',
      'Europe/Paris',
    ])
  })

  it('samples the merge fields of those who would get the message', async () => {
    const ids = await addCustomers(pool, 'email', [{}, { consent: 'never' }])
    await pool`UPDATE customers SET first_name = CASE WHEN id = ${ids[0] ?? ''} THEN 'Ada' ELSE 'Bob' END WHERE id = ANY (${ids}::uuid[])`
    expect(await sampleMergeFields(pool, ask(named(ids)), { fields: ['first_name'], limit: 10 })).toEqual([{ first_name: 'Ada' }])
  })
})
