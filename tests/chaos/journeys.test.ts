import { beforeAll, describe, expect, it } from 'vitest'
import { findBuiltProgram } from '../support/built-program.ts'
import { isClean, runJourneyChaos } from './run-journey-chaos.ts'

beforeAll(findBuiltProgram, 120_000)

const journeys = 60

describe('journeys whose worker, Temporal server and PostgreSQL are killed', () => {
  it('send nobody a message twice, leave nobody behind, and lose no voucher', { timeout: 400_000 }, async () => {
    const result = await runJourneyChaos({ journeys, kills: ['worker', 'temporal', 'postgres'], log: () => undefined })
    expect(result).toMatchObject({
      journeys,
      stuck: 0,
      wrongEnds: [],
      twice: 0,
      unbooked: 0,
      wrongVouchers: 0,
      wrongBudgets: 0,
      wrongStories: 0,
      outbox: 0,
      openRuns: 0,
      // The one that was killed, and the one after it, which outlives the servers; so does the API.
      workerStarts: 2,
      apiSurvived: true,
    })
    expect(isClean(result)).toBe(true)
    expect(result.accepted).toBeGreaterThan(journeys)
    expect(result.waitedInOutbox).toBeGreaterThan(0)
    expect(result.refusals).toBeGreaterThan(0)
  })
})
