import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, ScheduleNotFoundError } from '@temporalio/client'
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js'
import { Worker } from '@temporalio/worker'
import { createGroupActivities } from '../../activities/groups.ts'
import { connect, type Pool } from '../../db/client.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { addDays, instantAtLocalTime, localTimeAt } from '../../domain/time.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { ensureGroupSync } from '../../workers/group-sync.ts'
import {
  ensureGroupRefreshSchedule,
  groupRefreshScheduleId,
  moveGroupRefreshSchedule,
} from '../../workflows/clients/group-refresh-schedule.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createOwnNamespace, type OwnNamespace } from '../support/own-namespace.ts'

let temporal: OwnNamespace
let client: Client
let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 4 })
  temporal = await createOwnNamespace()
  client = temporal.client
})
afterAll(async () => {
  await temporal.close()
  await pool.end()
  await database.drop()
})
afterEach(async () => {
  await client.schedule
    .getHandle(groupRefreshScheduleId)
    .delete()
    .catch(() => undefined)
})

const dayMs = 86_400_000
const now = new Date()

/** A year from here has one change of clocks in spring and one in autumn; from a day beside a change it could have two of a kind, or none. */
const yearFrom = new Date('2027-01-15T12:00:00Z')

/** When the server would start runs in that year. */
async function listFirings(): Promise<Date[]> {
  const { startTime } = await client.workflowService.listScheduleMatchingTimes({
    namespace: temporal.namespace,
    scheduleId: groupRefreshScheduleId,
    startTime: msToTs(yearFrom.getTime()),
    endTime: msToTs(yearFrom.getTime() + 366 * dayMs),
  })
  return startTime.map((at) => new Date(tsToMs(at)))
}

describe('the Schedule of the 00:00 refresh', () => {
  // With 00:00 as every day; skipped in spring; skipped in spring in the south; skipped, and shown twice in autumn; with clocks that stand still.
  it.each(['Europe/Sofia', 'Asia/Beirut', 'America/Santiago', 'America/Havana', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Tokyo'])(
    'starts a run at the beginning of each day of %s, for a year',
    async (timeZone) => {
      await ensureGroupRefreshSchedule(client, { timeZone, at: yearFrom })
      const firings = await listFirings()
      const { date: today } = localTimeAt(yearFrom, timeZone)
      for (let days = 1; days <= 364; days += 1) {
        const day = addDays(today, days)
        const ofDay = firings.filter((at) => localTimeAt(at, timeZone).date === day)
        // The first is the day's first instant; where a second comes, clocks show 00:00 again, and the day is refreshed already.
        expect([day, ofDay[0]?.toISOString()]).toEqual([day, instantAtLocalTime(day, '00:00', timeZone).toISOString()])
        expect(ofDay.slice(1).map((at) => localTimeAt(at, timeZone))).toEqual(ofDay.slice(1).map(() => ({ date: day, minuteOfDay: 0 })))
        expect(ofDay.length).toBeLessThanOrEqual(2)
      }
      const twice = firings.length - new Set(firings.map((at) => localTimeAt(at, timeZone).date)).size
      expect(twice).toBe(timeZone === 'America/Havana' ? 1 : 0)
    },
  )

  it('is made once, however many processes make it, and keeps an operator’s pause when it moves', async () => {
    const place = { timeZone: 'Europe/Berlin', at: now }
    const made = await Promise.all(Array.from({ length: 4 }, () => ensureGroupRefreshSchedule(client, place)))
    expect(made.toSorted()).toEqual(['created', 'found', 'found', 'found'])
    const handle = client.schedule.getHandle(groupRefreshScheduleId)
    await handle.pause('by an operator')
    expect(await ensureGroupRefreshSchedule(client, place)).toBe('found')
    expect(await ensureGroupRefreshSchedule(client, { ...place, timeZone: 'Asia/Beirut' })).toBe('moved')
    const { state, spec, policies, action } = await handle.describe()
    expect([state.paused, state.note, spec.timezone, policies.overlap]).toEqual([true, 'by an operator', 'Asia/Beirut', 'SKIP'])
    expect(action).toMatchObject({ workflowType: 'groupSync', workflowId: 'groupRefresh' })
    expect(await ensureGroupRefreshSchedule(client, { ...place, timeZone: 'Asia/Beirut' })).toBe('found')
  })

  it('follows the store’s time zone by itself, and is not made where there was none', async () => {
    expect(await moveGroupRefreshSchedule(client, { timeZone: 'Asia/Tokyo', at: now })).toBe('unchanged')
    await expect(client.schedule.getHandle(groupRefreshScheduleId).describe()).rejects.toBeInstanceOf(ScheduleNotFoundError)
    await ensureGroupRefreshSchedule(client, { timeZone: 'Europe/Berlin', at: now })
    await changeSettings(pool, 'store', { timeZone: 'Asia/Tokyo' })
    await changeSettings(pool, 'store', { name: 'Another name' })
    const errors: string[] = []
    // One message for the change of the zone, and none for that of the name.
    expect(await relayOnce({ pool, client, onError: (code) => errors.push(code) })).toBe(1)
    expect(errors).toEqual([])
    expect((await client.schedule.getHandle(groupRefreshScheduleId).describe()).spec.timezone).toBe('Asia/Tokyo')
  })
})

describe('a worker that starts', () => {
  it('sees to the Schedule and to a first sync, once for each admin', async () => {
    const admin = 'http://127.0.0.1:1/admin'
    const storeAdmin = {
      address: admin,
      listGroups: async () => ({ groups: [], nextCursor: null }),
      readGroup: async () => undefined,
      listMembers: async () => undefined,
    }
    const start = { pool, client, now: () => now }
    await ensureGroupSync({ ...start, admin: undefined })
    await expect(client.schedule.getHandle(groupRefreshScheduleId).describe()).rejects.toBeInstanceOf(ScheduleNotFoundError)
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      taskQueue,
      workflowsPath: fileURLToPath(new URL('../../workflows/group-sync.ts', import.meta.url)),
      activities: createGroupActivities({ pool, storeAdmin, now: () => new Date() }),
    })
    const countRuns = async () => (await pool`SELECT FROM group_runs`).length
    await worker.runUntil(async () => {
      await Promise.all([1, 2, 3].map(() => ensureGroupSync({ ...start, admin })))
      await client.workflow.getHandle('groupSync').result()
      expect(await countRuns()).toBe(1)
      await ensureGroupSync({ ...start, admin })
      expect(await countRuns()).toBe(1)
      // As the Schedule does at 00:00, or an operator at any time.
      const schedule = client.schedule.getHandle(groupRefreshScheduleId)
      await schedule.trigger()
      const { action } = await until(async () => (await schedule.describe()).info.recentActions[0])
      expect(action.workflow.workflowId).toMatch(/^groupRefresh-/)
      expect(await client.workflow.getHandle(action.workflow.workflowId).result()).toMatchObject({ stage: 'done' })
      // One that came to nothing is made up for by the next worker that starts.
      await pool`UPDATE group_runs SET outcome = 'failed'`
      await ensureGroupSync({ ...start, admin })
      await client.workflow.getHandle('groupSync').result()
      expect(await countRuns()).toBe(3)
    })
  })
})

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await pause(20)
  }
}
