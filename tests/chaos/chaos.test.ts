import { beforeAll, describe, expect, it } from 'vitest'
import { findBuiltProgram } from '../support/built-program.ts'
import { runChaos } from './run-chaos.ts'

beforeAll(findBuiltProgram, 120_000)

const quietly = { seed: 11, log: () => undefined }
const timeout = 240_000

describe('a worker that is killed', () => {
  it('sends no email twice and loses nobody', { timeout }, async () => {
    const result = await runChaos({ channel: 'email', recipients: 2_000, kills: 2, withLedger: true, ...quietly })
    expect(result).toEqual({ recipients: 2_000, accepted: 2_000, duplicates: 0, lost: 0, unknown: 0, kills: 2 })
  })

  it('sends no SMS twice, and says of whom nobody can tell', { timeout }, async () => {
    const result = await runChaos({ channel: 'sms', recipients: 400, kills: 1, withLedger: true, ...quietly })
    expect(result).toMatchObject({ duplicates: 0, lost: 0, kills: 1 })
    expect(result.accepted).toBeGreaterThanOrEqual(400 - result.unknown)
  })

  it('would send twice without the ledger, and this would show', { timeout }, async () => {
    const result = await runChaos({ channel: 'email', recipients: 1_000, kills: 1, withLedger: false, ...quietly })
    expect(result.duplicates).toBeGreaterThan(0)
  })
})
