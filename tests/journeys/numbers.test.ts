import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countAutopilots } from '../../db/queries/autopilots/count-autopilots.ts'
import { countSteps } from '../../db/queries/autopilots/count-steps.ts'
import { tallyEnded } from '../../db/queries/autopilots/tally-journeys.ts'
import { insertAutopilot } from '../../db/queries/autopilots/autopilots.ts'
import { endJourneyRow, recordNotes } from '../../db/queries/journeys/record-notes.ts'
import { requestJourneyRestart } from '../../db/queries/journeys/request-restart.ts'
import { connect, type Pool } from '../../db/client.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { makeDefinition } from './definition-fixture.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 4 })
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})

const noon = new Date('2026-03-10T12:00:00Z')
const hourLater = new Date(noon.getTime() + 3_600_000)

async function addJourney(autopilotId: string, arm = 'treated'): Promise<string> {
  const [{ id }] = await pool<[{ id: string }]>`
    INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, arm, status, matched_at, anchor_at, not_before, started_at)
    VALUES (${autopilotId}, ${newUuid()}, '1', 1, ${newUuid()}, ${arm}, 'running', ${noon}, ${noon}, ${noon}, ${noon}) RETURNING id`
  return id
}

const tell = (journeyId: string, at = noon.getTime(), from = 1) =>
  recordNotes(pool, journeyId, [
    { seq: from, at, note: { kind: 'split', step: 'choose', arm: 'a' } },
    { seq: from + 1, at, note: { kind: 'sent', step: 'mail', channel: 'email', status: 'accepted' } },
    { seq: from + 2, at, note: { kind: 'sent', step: 'mail', channel: 'email', status: 'accepted' } },
    { seq: from + 3, at, note: { kind: 'waiting', step: 'hope', for: 'ordered', until: at + 1 } },
  ])

describe('the numbers of an autopilot', () => {
  it('are the same before and after its ended journeys were added up, and when one of them goes on', async () => {
    const { id: autopilotId } = await insertAutopilot(pool, { name: 'Numbers', definition: makeDefinition([]), template: null })
    const { id: other } = await insertAutopilot(pool, { name: 'Other', definition: makeDefinition([]), template: null })
    const ids = [await addJourney(autopilotId), await addJourney(autopilotId), await addJourney(autopilotId), await addJourney(other)]
    const [waiting = '', ordered = '', failed = '', strange = ''] = ids
    for (const id of ids) await tell(id)
    const end = (journeyId: string, outcome: 'exited' | 'failed' | 'holdout', reason: string) =>
      endJourneyRow(pool, { journeyId, outcome, reason, step: null, at: noon })
    await end(ordered, 'exited', 'ordered')
    await end(failed, 'failed', 'run_failed')
    await end(strange, 'exited', 'ordered')
    await end(await addJourney(autopilotId, 'holdout'), 'holdout', 'holdout')
    /** As a list of autopilots says it: the same, however far they have been added up. */
    const expectSameInList = async () => {
      const listed = await countAutopilots(pool, [autopilotId, other, newUuid()])
      expect(listed).toHaveLength(2)
      for (const { id, ...counts } of listed) expect(await countSteps(pool, id)).toMatchObject(counts)
    }
    await expectSameInList()
    const before = await countSteps(pool, autopilotId)
    expect(before).toEqual({
      pending: 0,
      running: 1,
      ended: 2,
      heldOut: 1,
      outcomes: [
        { outcome: 'failed', reason: 'run_failed', journeys: 1 },
        { outcome: 'exited', reason: 'ordered', journeys: 1 },
      ].toSorted((a, b) => a.outcome.localeCompare(b.outcome)),
      steps: [
        { step: 'choose', waiting: 0, reached: 3, happened: [{ kind: 'split', channel: null, reason: 'a', journeys: 3 }] },
        { step: 'hope', waiting: 1, reached: 3, happened: [{ kind: 'waiting', channel: null, reason: null, journeys: 3 }] },
        { step: 'mail', waiting: 0, reached: 3, happened: [{ kind: 'sent', channel: 'email', reason: null, journeys: 3 }] },
      ],
    })
    expect(await tallyEnded(pool, { before: noon, limit: 100 })).toBe(0)
    expect(await tallyEnded(pool, { before: hourLater, limit: 3 })).toBe(3)
    await expectSameInList()
    expect(await tallyEnded(pool, { before: hourLater, limit: 3 })).toBe(1)
    await expectSameInList()
    expect(await countSteps(pool, autopilotId)).toEqual(before)
    // Who has long been over has nothing more to tell.
    await tell(ordered, hourLater.getTime(), 5)
    expect(await countSteps(pool, autopilotId)).toEqual(before)

    expect(await requestJourneyRestart(pool, { journeyId: failed, at: hourLater })).toBe('requested')
    const again = await countSteps(pool, autopilotId)
    await expectSameInList()
    expect(again).toMatchObject({ running: 2, ended: 1, outcomes: [{ outcome: 'exited', journeys: 1 }] })
    expect(again.steps.map(({ step, waiting: here, reached }) => [step, here, reached])).toEqual([
      ['choose', 0, 3],
      ['hope', 2, 3],
      ['mail', 0, 3],
    ])
    await recordNotes(pool, failed, [{ seq: 5, at: hourLater.getTime(), note: { kind: 'happened', step: 'hope', fact: 'ordered' } }])
    for (const id of [waiting, failed])
      await endJourneyRow(pool, { journeyId: id, outcome: 'completed', reason: 'last_step', step: null, at: hourLater })
    const ended = await countSteps(pool, autopilotId)
    expect(await tallyEnded(pool, { before: new Date(hourLater.getTime() + 1), limit: 100 })).toBe(2)
    expect(await countSteps(pool, autopilotId)).toEqual(ended)
    expect(ended.steps.find(({ step }) => step === 'hope')?.happened).toContainEqual({
      kind: 'happened',
      channel: null,
      reason: null,
      journeys: 1,
    })
  })
})
