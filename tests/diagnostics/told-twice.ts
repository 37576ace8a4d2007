/** The same question asked of the API with Temporal and of one without: what the history tells, and what the ledger tells. */
import { expect } from 'vitest'
import { formatId } from '../../domain/ids.ts'
import type { Pool } from '../../db/client.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'

export interface Entry {
  at: string
  localTime: string
  kind: string
  step: string | null
  channel: string | null
  source: string
  sentence: string
  reason: string | null
  until: string | null
  details: Record<string, unknown>
}

export interface Run {
  campaign: { kind: string; id: string; name: string | null }
  journeyId: string | null
  source: 'history' | 'ledger'
  standing: string
  reason: string | null
  channel: string | null
  sentence: string
  next: {
    kind: string
    waitingFor: string | null
    until: string | null
    step: string | null
    sentence: string
    afterwards: string | null
  } | null
  timeline: Entry[]
  engine: { kind: string; sentence: string; details: Record<string, unknown> }[]
  temporalUrl: string | null
}

export interface Obstacle {
  kind: string
  sentence: string
  conditions: { words: string; field: string | null; actual: unknown }[]
  details: Record<string, unknown>
}

export interface Diagnostics {
  timeZone: string
  campaign: {
    status: string
    sentence: string
    numbers: { of: string; stage: string; reason: string | null; count: number }[]
    timeline: { kind: string; sentence: string }[]
  } | null
  customer: {
    isErased: boolean
    name: string | null
    channels: { channel: string; consent: string; nextContactAt: string | null; suppression: string | null }[]
    vouchers: unknown[]
    running: { journeyId: string; next: Run['next'] }[]
  } | null
  answer: { standing: string; reason: string | null; channel: string | null; sentence: string; obstacles: Obstacle[] } | null
  runs: Run[] | null
  customers: { customerId: string; standing: string; sentence: string; reason: string | null }[] | null
  nextCursor: string | null
}

export interface Twice {
  withoutTemporal: TestApi
  /** Both answers to the journey's question, after they were found to be the same in every field but who told it. */
  tell(journeyId: string): Promise<Run>
  close(): Promise<void>
}

/** @param withTemporal the API that is asked first */
export async function askTwice({ pool, withTemporal, clock }: { pool: Pool; withTemporal: TestApi; clock(): Date }): Promise<Twice> {
  const started = await startTestApi({ pool, temporal: undefined, clock })
  const { key } = withTemporal
  const ask = async (api: TestApi, journeyId: string) => {
    const { status, body } = await api.call<Diagnostics>('GET', `/api/v1/diagnostics?journey=${formatId('journey', journeyId)}`, { key })
    expect(status).toBe(200)
    const [run] = body.runs ?? []
    if (run === undefined) throw new Error('No run was told')
    // Among the customer's journeys, which the ledger always tells, the same is next.
    const running = body.customer?.running.find((one) => one.journeyId === run.journeyId)
    if (running !== undefined) expect(running.next).toEqual(run.next)
    return run
  }
  return {
    withoutTemporal: started,
    async tell(journeyId) {
      const byHistory = await ask(withTemporal, journeyId)
      const byLedger = await ask(started, journeyId)
      expect([byHistory.source, byLedger.source]).toEqual(['history', 'ledger'])
      expect({ ...byLedger, source: null, engine: [] }).toEqual({ ...byHistory, source: null, engine: [] })
      return byHistory
    },
    close: () => started.close(),
  }
}

/** `kind step channel|reason` of each. */
export function outline(run: Run): string[] {
  return run.timeline.map(({ kind, step, channel, reason, details }) =>
    [
      kind,
      step,
      channel,
      details['verdict'] ?? details['event'] ?? details['type'] ?? details['status'] ?? details['fact'] ?? details['for'],
      reason,
    ]
      .filter(Boolean)
      .join(' '),
  )
}
