/**
 * Kills the worker, the Temporal server and PostgreSQL with SIGKILL, each at an instant of its own, while many journeys run, and starts them again on what they have left.
 * While Temporal is away customers order, and their journeys must hear of it; while PostgreSQL is away the store's app asks and is refused, by an API that lives on.
 * At the end everything is audited.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { commandAutopilot } from '../../workflows/clients/command-autopilot.ts'
import type { Child } from '../../cli/start/child-process.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { auditJourneys, type JourneyAudit } from './audit-journeys.ts'
import { openStore, StoreApp } from './journey-store.ts'

export const victims = ['worker', 'temporal', 'postgres'] as const
export type Victim = (typeof victims)[number]

export interface JourneyChaosOptions {
  journeys: number
  /** In this order, spread over the run. */
  kills: readonly Victim[]
  log(text: string): void
}

export interface JourneyChaosResult extends JourneyAudit {
  kills: Victim[]
  /** The worker lived on while the others were away, so that nobody had to start it again. */
  workerStarts: number
  /** The API did. */
  apiSurvived: boolean
  /** Runs that Temporal still has open. */
  openRuns: number
  /** Facts that waited for Temporal. */
  waitedInOutbox: number
  /** Calls of the app that found no PostgreSQL behind the API. */
  refusals: number
  seconds: number
}

const longestMs = 900_000

/** Nobody twice, nobody stuck, nothing lost. Of `unknown` it may be that it arrived, and nothing follows it. */
export function isClean(result: JourneyChaosResult): boolean {
  const { stuck, wrongEnds, twice, unbooked, wrongVouchers, wrongBudgets, wrongStories, outbox, openRuns } = result
  const faults = stuck + wrongEnds.length + twice + unbooked + wrongVouchers + wrongBudgets + wrongStories + outbox + openRuns
  return faults === 0 && result.apiSurvived
}

export async function runJourneyChaos({ journeys, kills, log }: JourneyChaosOptions): Promise<JourneyChaosResult> {
  const beganAt = Date.now()
  const stack = await startStack({ environment: { VONAGE_LOOK_UP_SECONDS: '4' } })
  try {
    const store = await openStore(stack, journeys)
    const api = await stack.startApi()
    const app = new StoreApp(stack, api)
    const run = new ChaosRun(stack, app, log)
    await run.startWorker()
    await commandAutopilot(stack.client, store.autopilotId, { kind: 'enable' })
    const working = app.run()
    for (const [place, victim] of kills.entries()) {
      // The first in the midst of the starts, the others in the midst of vouchers, messages, acceptances and waits.
      await run.untilTold((place + 0.3) / kills.length, journeys)
      await run.kill(victim)
    }
    await app.order()
    await run.untilEnded(journeys)
    // Where the machine is slow, journeys end at their times before the app has come round to all of their vouchers.
    await run.untilSettled()
    app.close()
    await working
    await run.untilSettled()
    const audit = await auditJourneys(stack, store)
    return {
      ...audit,
      kills: [...kills],
      workerStarts: run.workerStarts,
      apiSurvived: !api.process.ended.aborted,
      openRuns: await run.countOpenRuns(),
      waitedInOutbox: run.waitedInOutbox,
      refusals: app.refusals,
      seconds: Math.round((Date.now() - beganAt) / 1_000),
    }
  } finally {
    await stack.stop()
  }
}

class ChaosRun {
  readonly #stack: Stack
  readonly #app: StoreApp
  readonly #log: (text: string) => void
  readonly #giveUpAt = Date.now() + longestMs
  #worker: Child | undefined
  workerStarts = 0
  waitedInOutbox = 0

  constructor(stack: Stack, app: StoreApp, log: (text: string) => void) {
    this.#stack = stack
    this.#app = app
    this.#log = log
  }

  async startWorker(): Promise<void> {
    this.#worker = await this.#stack.startWorker()
    this.workerStarts += 1
  }

  async kill(victim: Victim): Promise<void> {
    this.#log(`${victim} is killed`)
    if (victim === 'worker') {
      this.#worker?.kill()
      await this.#worker?.exited
      await this.startWorker()
      return
    }
    const server = this.#stack.servers[victim]
    await server.kill()
    if (victim === 'temporal') {
      await this.#app.order()
      const [{ waiting }] = await this.#stack.pool<[{ waiting: number }]>`SELECT count(*)::int AS waiting FROM outbox`
      this.waitedInOutbox += waiting
      this.#log(`${waiting} facts wait`)
    } else while ((await this.#app.tryOnce('GET', 'customers?limit=1')) < 500) await delay(20)
    await server.start()
    this.#log(`${victim} is back`)
  }

  /** Until so much of the whole story has been told: six sentences a journey, or so. */
  async untilTold(share: number, journeys: number): Promise<void> {
    await this.#until(async () => {
      const [row] = await this.#stack.pool<[{ told: number; matched: number }]>`
        SELECT (SELECT count(*)::int FROM journey_events) AS told, (SELECT count(*)::int FROM journeys) AS matched`
      return row.matched === journeys && row.told >= share * 4 * journeys
    })
  }

  async untilEnded(journeys: number): Promise<void> {
    await this.#until(async () => {
      const [row] = await this.#stack.pool<[{ ended: number }]>`SELECT count(*) FILTER (WHERE status = 'ended')::int AS ended FROM journeys`
      return row.ended === journeys
    })
  }

  /** Nothing is on its way any more. */
  async untilSettled(): Promise<void> {
    await this.#until(async () => {
      const [row] = await this.#stack.pool<[{ open: number }]>`SELECT count(*)::int AS open FROM outbox`
      return row.open === 0 && (await this.countOpenRuns()) === 0
    })
  }

  async countOpenRuns(): Promise<number> {
    return (await this.#stack.client.workflow.count("WorkflowType = 'journey' AND ExecutionStatus = 'Running'")).count
  }

  /** Whatever cannot be asked just now is asked again. A worker that has ended by itself is started again, as whoever watches over it would, and counted. */
  async #until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo().catch(() => false))) {
      if (Date.now() > this.#giveUpAt) {
        this.#log('It takes too long, and is audited as it is')
        return
      }
      if (this.#worker?.ended.aborted === true) {
        this.#log('The worker has ended by itself')
        await this.startWorker()
      }
      await delay(100)
    }
  }
}
