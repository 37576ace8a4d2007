import { Client } from '@temporalio/client'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGroupActivities } from '../../activities/groups.ts'
import { connect } from '../../db/client.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { addDays, instantAtLocalTime, localTimeAt } from '../../domain/time.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import type { GroupSyncInput } from '../../workflows/group-messages.ts'
import { createTestDatabase } from '../support/database.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

let environment: TestWorkflowEnvironment
beforeAll(async () => {
  environment = await createTimeSkippingEnvironment()
})
afterAll(() => environment.teardown())

describe('refreshes at 00:00', () => {
  const storeAdmin = {
    address: 'http://admin.example',
    listGroups: async () => ({ groups: [], nextCursor: null }),
    readGroup: async () => undefined,
    listMembers: async () => undefined,
  }
  const hourMs = 3_600_000

  /** For a year, the instants at which clocks show 00:00, and those at which a day begins without. */
  function listMidnights(zone: string, fromMs: number): number[] {
    const starts = new Set<number>()
    for (let day = localTimeAt(new Date(fromMs), zone).date, count = 0; count < 365; count += 1) {
      day = addDays(day, 1)
      starts.add(instantAtLocalTime(day, '00:00', zone).getTime())
    }
    const midnights: number[] = []
    for (let at = Math.min(...starts); at <= Math.max(...starts); at += hourMs)
      if (starts.has(at) || localTimeAt(new Date(at), zone).minuteOfDay === 0) midnights.push(at)
    return midnights
  }

  it.each(['Europe/Sofia', 'Asia/Beirut', 'America/Havana'])(
    'in %s are one a day, for a year',
    async (zone) => {
      const database = await createTestDatabase()
      const pool = connect(database.url, { max: 2 })
      await changeSettings(pool, 'store', { timeZone: zone })
      const activities = createGroupActivities({ pool, storeAdmin, now: () => new Date() })
      const midnights = listMidnights(zone, await environment.currentTimeMs())
      const isOdd = (index: number) => (midnights[index] ?? 0) - (midnights[index - 1] ?? 0) !== 24 * hourMs
      const taskQueue = newUuid()
      const connection = environment.nativeConnection
      // Waiting with the environment's own client would let time pass 00:00 by.
      const client = new Client({ connection: environment.connection })
      const worker = await Worker.create({ connection, taskQueue, workflowsPath: findWorkflows(), activities })
      await worker.runUntil(async () => {
        for (const [index, at] of midnights.entries()) {
          // Whole runs around the days on which clocks change; of the others, that the day is taken.
          if (index === 0 || ![-1, 0, 1, 2].some((offset) => index + offset > 0 && isOdd(index + offset))) {
            await activities.openGroupRun({ runId: newUuid(), reason: 'midnight', at })
            continue
          }
          const waitMs = at - (await environment.currentTimeMs())
          if (waitMs > 0) await environment.sleep(waitMs)
          const args: [GroupSyncInput] = [{ reason: 'midnight' }]
          await client.workflow.execute('groupSync', { taskQueue, workflowId: `groupRefresh-${zone}-${at}`, args })
        }
      })
      const days = await pool<{ day: string; isWhole: boolean }[]>`
      SELECT day::text, outcome = 'done' AS "isWhole" FROM group_runs ORDER BY day`
      const first = localTimeAt(new Date(midnights[0] ?? 0), zone).date
      expect(days.map(({ day }) => day)).toEqual(Array.from({ length: 365 }, (_, index) => addDays(first, index)))
      // Two changes a year, each with a day before and one after.
      expect(days.filter(({ isWhole }) => isWhole).length).toBeGreaterThanOrEqual(6)
      expect(midnights.length - days.length).toBe(zone === 'America/Havana' ? 1 : 0)
      await pool.end()
      await database.drop()
    },
    120_000,
  )
})
