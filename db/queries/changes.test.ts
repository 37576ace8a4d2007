import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeTopics } from '../../domain/change-topics.ts'
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts'
import { connect, type Pool } from '../client.ts'
import { countedTables, deleteOldChanges, readChanges } from './changes.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 3 })
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})

/** Nothing of these is on a page by itself: parts of what is told of with something else, and what is nobody's to see. */
const untold = [
  'audience_export_chunks',
  'audience_export_pages',
  'audience_references',
  'autopilot_members',
  'campaign_events',
  'changes',
  'contact_states',
  'group_members',
  'group_pending_members',
  'group_staged_members',
  'idempotency_keys',
  'import_chunks',
  'import_people',
  'import_rejections',
  'import_samples',
  'import_shadows',
  'inbound_sms',
  'journey_events',
  'journey_messages',
  'journey_restarts',
  'journey_sends',
  'journey_verdicts',
  'journey_webhook_failures',
  'offer_versions',
  'order_items',
  'outbox',
  'products',
  'promotion_sends',
  'provider_calls',
  'provider_clocks',
  'push_subscriptions',
  'schema_migrations',
  'segment_changes',
  'segment_history_marks',
  'segment_rescores',
  'segment_wakeups',
  'sign_in_attempts',
  'sms_replies',
  'suppression_events',
  'voucher_events',
  'voucher_guesses',
  'webhook_nonces',
]

describe('the tables of a store', () => {
  it('are noted by a trigger, counted, or known to be nothing that a page shows', async () => {
    const noted = await pool<{ name: string; topic: string }[]>`
      SELECT c.relname AS name, encode(substring(t.tgargs FROM 1 FOR octet_length(t.tgargs) - 1), 'escape') AS topic
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'note_change'`
    const tables = await pool<
      { name: string }[]
    >`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`
    const told = [...noted.map(({ name }) => name), ...Object.keys(countedTables)]
    expect(told.concat(untold).toSorted()).toEqual(tables.map(({ name }) => name).toSorted())
    const topics = new Set<string>([...noted.map(({ topic }) => topic), ...Object.values(countedTables), 'inbox'])
    expect([...topics].toSorted()).toEqual([...changeTopics].toSorted())
  })
})

describe('what has changed', () => {
  it('is told once, and by nobody whose rows were only looked at or used', async () => {
    const recentMs = 10_000
    const { look } = await readChanges(pool, { before: undefined, recentMs })
    await pool`INSERT INTO api_keys (name, prefix, key_hash, scopes) VALUES ('used', 'reg_', 'x', '{}')`
    const made = await readChanges(pool, { before: look, recentMs })
    expect(made.topics).toEqual(['keys'])
    await pool`UPDATE api_keys SET last_used_at = now()`
    expect((await readChanges(pool, { before: made.look, recentMs })).topics).toEqual([])
    expect((await readChanges(pool, { before: undefined, recentMs })).topics).toEqual(['keys'])
  })

  it('is forgotten once nobody can ask for it any more', async () => {
    await pool`INSERT INTO changes (topic, made_at) VALUES ('offers', now() - interval '1 hour'), ('groups', now())`
    await deleteOldChanges(pool)
    const kept = await pool<{ topic: string }[]>`SELECT topic FROM changes WHERE topic IN ('offers', 'groups')`
    expect([...kept]).toEqual([{ topic: 'groups' }])
  })
})
