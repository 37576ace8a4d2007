/**
 * Keeps opens and clicks without holding anybody up: a visit is written at once, together with those that came meanwhile, and its visitor waits for
 * that only briefly. While the database is away or slow, visits wait here, in the order in which they came, and are tried again; what cannot be kept
 * is counted and said in the log, never dropped without a word.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { describeDatabaseError, type Pool } from '../../db/client.ts'
import { type RecordedVisit, recordVisits } from '../../db/queries/engagement/record-visits.ts'
import { countVisits } from './visit-counter.ts'

export interface VisitRecorder {
  /** Resolves when the visit is kept, or after `patienceMs`, whichever is first; never rejects. */
  record(visit: RecordedVisit): Promise<void>
  /** Writes what waits, for at most `withinMs`. */
  close(withinMs?: number): Promise<void>
}

export interface VisitRecorderOptions {
  pool: Pool
  logger: Logger
  /** What a visitor waits for the database at most. */
  patienceMs?: number
  /** Visits that wait; beyond that the newest are lost, and counted. */
  capacity?: number
}

const maxBatch = 500
const firstRetryMs = 100
const longestRetryMs = 5_000

export function createVisitRecorder({ pool, logger, patienceMs = 100, capacity = 50_000 }: VisitRecorderOptions): VisitRecorder {
  let waiting: { visit: RecordedVisit; settle: () => void }[] = []
  let working: Promise<void> | undefined
  let isClosing = false
  const closing = new AbortController()

  async function drain(): Promise<void> {
    let retryMs = firstRetryMs
    while (waiting.length > 0 && !closing.signal.aborted) {
      const batch = waiting.slice(0, maxBatch)
      const code = await tryToRecord(batch.map(({ visit }) => visit))
      if (code === undefined || isRefused(code)) {
        waiting = waiting.slice(batch.length)
        if (code === undefined) countVisits('kept', batch.length)
        else await recordOneByOne(batch.map(({ visit }) => visit))
        for (const { settle } of batch) settle()
        retryMs = firstRetryMs
      } else {
        logger.warn({ event: 'visits_wait', waiting: waiting.length, code })
        await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)
        retryMs = Math.min(retryMs * 2, longestRetryMs)
      }
    }
    working = undefined
  }

  /** The fault's code, or undefined when it is kept. */
  async function tryToRecord(visits: RecordedVisit[]): Promise<string | undefined> {
    try {
      await recordVisits(pool, visits)
      return undefined
    } catch (error) {
      return describeDatabaseError(error)?.code ?? 'unexpected'
    }
  }

  /** One of them is refused by the database as it is, and would be each time: the others must not wait for it. */
  async function recordOneByOne(visits: RecordedVisit[]): Promise<void> {
    for (const visit of visits) {
      const code = await tryToRecord([visit])
      if (code === undefined) countVisits('kept', 1)
      else lose(1, code)
    }
  }

  function lose(visits: number, code: string): void {
    countVisits('lost', visits)
    logger.error({ event: 'visits_lost', visits, code })
  }

  return {
    async record(visit) {
      if (isClosing || waiting.length >= capacity) return lose(1, isClosing ? 'closed' : 'overflow')
      const patience = new AbortController()
      const kept = new Promise<void>((settle) => waiting.push({ visit, settle }))
      working ??= drain()
      await Promise.race([kept, sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined)])
      patience.abort()
    },
    async close(withinMs = 5_000) {
      isClosing = true
      const patience = new AbortController()
      await Promise.race([working, sleep(withinMs, undefined, { signal: patience.signal }).catch(() => undefined)])
      patience.abort()
      closing.abort()
      if (waiting.length > 0) lose(waiting.length, 'closed')
      waiting = []
    },
  }
}

/** Data exceptions and broken constraints: no retry will change them. */
function isRefused(code: string): boolean {
  return /^(22|23)...$/.test(code)
}
