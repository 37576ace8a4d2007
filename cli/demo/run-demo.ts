/**
 * The demo, from an empty database to the report of a delivered broadcast. It can be broken off anywhere and run again: what is done is found, and
 * the rest is done. A database that has customers of its own is left alone.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from '../../db/client.ts'
import { readDemoState, writeDemoState } from '../../db/queries/demo-store.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { countSegmentDays } from '../../db/queries/segments/count-segment-days.ts'
import { type ApiPlace, type ApiClient, createApiClient } from '../api-client.ts'
import { formatReport, type ReportAnswer } from '../send-report.ts'
import { connectDevices } from './connect-devices.ts'
import { demoBroadcast } from './demo-email.ts'
import { makeDemoGroups } from './make-groups.ts'
import { writeDemoStore } from './write-store.ts'

export interface DemoOptions {
  pool: Pool
  api: ApiPlace
  /** A line for people. */
  log: (line: string) => void
  /** Where email goes, and push subscriptions come from. Without it the store is made and nothing is sent: the demo writes to nobody real. */
  sandboxUrl?: string
  /** Where the store's admin is the sandbox's: there it gets its groups. */
  adminSandboxUrl?: string
  temporalUiUrl?: string
  /** VAPID, in base64url. */
  pushPublicKey?: string
  /** The same seed and the same end make the same store. */
  seed?: number
  until?: Date
  customers?: number
}

interface BroadcastAnswer {
  id: string
  status: string
  temporalUrl: string | null
}

interface ProgressAnswer {
  stage: string
  isFinished: boolean
  recipients: number
  decided: number
}

const pollMs = 500
const finishTimeoutMs = 180_000
// Simulated readers take some seconds.
const readersTimeoutMs = 20_000
const quietMs = 2_500

/** @throws ApiFailure, StartFailure when the API refuses or does not answer; Error when the broadcast does not end in time */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { pool, log, sandboxUrl, seed = 1, until = new Date(), customers = 5_000 } = options
  const written = await writeDemoStore(pool, { seed, until, count: customers })
  if (written.kind === 'occupied') return log('This store has customers of its own: the demo store is not made.')
  if (written.kind === 'made')
    log(`Demo store: ${formatCount(written.customers)} customers and ${formatCount(written.orders)} orders of two years.`)
  if (sandboxUrl !== undefined)
    await connectDevices(pool, { sandboxUrl, ...(options.pushPublicKey === undefined ? {} : { pushPublicKey: options.pushPublicKey }) })
  const refresh = await refreshSegments(pool, new Date())
  if (refresh.kind === 'refreshed') log(`Segments: ${formatCount(refresh.buyers)} buyers in nine segments.`)
  await countSegmentDays(pool, { at: new Date() })
  if (options.adminSandboxUrl !== undefined) {
    const groups = await makeDemoGroups(pool, { sandboxUrl: options.adminSandboxUrl })
    if (groups > 0) log(`Groups: ${groups} in the store's admin, all customers among them, which is none.`)
  }
  if (sandboxUrl === undefined) return log('Email goes to a real provider, so the demo sends nothing.')
  await sendBroadcast(createApiClient(options.api), options, sandboxUrl)
}

async function sendBroadcast(api: ApiClient, { pool, log, temporalUiUrl }: DemoOptions, sandboxUrl: string): Promise<void> {
  const broadcast = await findOrMakeBroadcast(api, pool)
  const isDraft = broadcast.status === 'draft'
  const sent = isDraft
    ? await api.call<BroadcastAnswer>('POST', `/broadcasts/${broadcast.id}/send`, {}, { 'idempotency-key': `demo-send-${broadcast.id}` })
    : broadcast
  if (isDraft) log(`Sending “${demoBroadcast.name}” by email, ${broadcast.id}.`)
  await waitForEnd(api, broadcast.id)
  const report = await waitForReaders(api, broadcast.id)
  log('')
  for (const line of formatReport(report)) log(`  ${line}`)
  log('')
  log(`  What arrived     ${sandboxUrl}/inbox`)
  if (sent.temporalUrl !== null || temporalUiUrl !== undefined) log(`  The run          ${sent.temporalUrl ?? temporalUiUrl ?? ''}`)
  log('  Opens and clicks go on coming in for a while.')
  log('')
}

/** The keys make a repeat after a crash find the same draft and the same run. */
async function findOrMakeBroadcast(api: ApiClient, pool: Pool): Promise<BroadcastAnswer> {
  const state = await readDemoState(pool)
  if (state?.broadcastId !== undefined) return api.call<BroadcastAnswer>('GET', `/broadcasts/${state.broadcastId}`)
  const broadcast = await api.call<BroadcastAnswer>('POST', '/broadcasts', demoBroadcast, {
    'idempotency-key': `demo-draft-${state?.until ?? ''}`,
  })
  await writeDemoState(pool, { broadcastId: broadcast.id })
  return broadcast
}

async function waitForEnd(api: ApiClient, id: string): Promise<void> {
  const deadline = Date.now() + finishTimeoutMs
  for (;;) {
    const { isFinished, stage, decided, recipients } = await api.call<ProgressAnswer>('GET', `/broadcasts/${id}/progress`)
    if (isFinished) return
    if (Date.now() > deadline)
      throw new Error(
        `The demo's broadcast ${id} is still ${stage}, with ${decided} of ${recipients} recipients decided. Is a worker running?`,
      )
    await pause(pollMs)
  }
}

/** Until every message has its receipt, somebody has clicked and nobody has followed for a while, or long enough. */
async function waitForReaders(api: ApiClient, id: string): Promise<ReportAnswer> {
  const deadline = Date.now() + readersTimeoutMs
  let visits = 0
  let lastVisitAt = Date.now()
  for (;;) {
    const report = await api.call<ReportAnswer>('GET', `/broadcasts/${id}/report`)
    if (report.opens.unique + report.clicks.unique > visits) lastVisitAt = Date.now()
    visits = report.opens.unique + report.clicks.unique
    const isQuiet = report.byStatus['accepted'] === 0 && report.clicks.unique > 0 && Date.now() - lastVisitAt > quietMs
    if (isQuiet || Date.now() > deadline) return report
    await pause(pollMs)
  }
}

function formatCount(count: number): string {
  return count.toLocaleString('en')
}
