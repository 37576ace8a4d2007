/**
 * Kills the worker with SIGKILL at random instants while a broadcast runs, and at its end holds the ledger against the sandbox's own log of what it accepted.
 */
import type { ChannelName } from '../../domain/channels.ts'
import { formatDeliveryRef } from '../../domain/ids.ts'
import type { Message } from '../../domain/messages.ts'
import { addRecipients, sendBroadcast } from '../support/broadcast-run.ts'
import { type Stack, startStack } from '../support/stack.ts'

export interface ChaosOptions {
  channel: ChannelName
  recipients: number
  kills: number
  /** False runs the negative control. */
  withLedger: boolean
  seed: number
  log(text: string): void
}

export interface ChaosResult {
  recipients: number
  /** Messages in the sandbox's log. A push that took the place of an earlier one on the device is that one. */
  accepted: number
  /** Accepted more than once for one recipient. */
  duplicates: number
  /** Recipients of whom neither the log nor an `unknown` in the ledger tells, or whom the ledger calls accepted and the log does not know. */
  lost: number
  unknown: number
  kills: number
}

const messages: Record<ChannelName, Message> = {
  email: { channel: 'email', subject: 'Hello {{ customer.first_name }}', html: '<p>Come <a href="https://store.example/a">back</a></p>' },
  sms: { channel: 'sms', text: 'Come back: https://store.example/a Reply STOP to opt out' },
  push: { channel: 'push', title: 'Come back', body: 'We miss you', url: 'https://store.example/a' },
}

/** So that there is something to be killed in the middle of. */
const latency: Record<ChannelName, number> = { email: 150, sms: 60, push: 60 }

export async function runChaos({ channel, recipients, kills, withLedger, seed, log }: ChaosOptions): Promise<ChaosResult> {
  const stack = await startStack({ environment: { VONAGE_LOOK_UP_SECONDS: '4' } })
  try {
    await configureSandbox(stack, channel)
    await addRecipients(stack, channel, recipients)
    const program = withLedger ? undefined : { args: ['--import', 'tsx', new URL('naive-worker.ts', import.meta.url).pathname] }
    let worker = await stack.startWorker(program)
    const { broadcastId, ended } = await sendBroadcast(stack, messages[channel])
    const progress = { isOver: false }
    void ended.finally(() => {
      progress.isOver = true
    })
    let killed = 0
    for (const share of chooseKills(kills, seed)) {
      await waitForAccepted(stack, Math.floor(share * recipients), progress)
      if (progress.isOver) break
      worker.kill()
      await worker.exited
      killed += 1
      log(`kill ${killed} of ${kills}, at ${Math.round(share * 100)} % of the messages`)
      worker = await stack.startWorker(program)
    }
    await ended
    return { recipients, ...(await compare(stack, broadcastId)), kills: killed }
  } finally {
    await stack.stop()
  }
}

async function configureSandbox({ sandboxUrl }: Stack, channel: ChannelName): Promise<void> {
  const put = (path: string, body: unknown) =>
    fetch(`${sandboxUrl}/_sandbox/${path}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await put('behaviour', { receipts: 'off' })
  await put('faults', { faults: [{ provider: 'all', kind: 'latency', params: { ms: latency[channel], jitterMs: latency[channel] } }] })
}

/** Shares of the messages after which to kill, rising: a small generator (mulberry32), so that a seed names a run. */
function chooseKills(kills: number, seed: number): number[] {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return Array.from({ length: kills }, (_, number) => (number + 0.1 + 0.8 * random()) / (kills + 0.2)).toSorted((a, b) => a - b)
}

interface LogSummary {
  accepted: number
  replaced: number
  duplicates: number
}

async function readSummary({ sandboxUrl }: Stack): Promise<LogSummary> {
  return (await (await fetch(`${sandboxUrl}/_sandbox/log/summary`)).json()) as LogSummary
}

async function waitForAccepted(stack: Stack, accepted: number, progress: { isOver: boolean }): Promise<void> {
  while (!progress.isOver && (await readSummary(stack)).accepted < accepted) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Two independent books: what the providers took, and what we say of it. */
async function compare(stack: Stack, broadcastId: string): Promise<Pick<ChaosResult, 'accepted' | 'duplicates' | 'lost' | 'unknown'>> {
  const summary = await readSummary(stack)
  const known = await readAcceptedRefs(stack)
  const rows = await stack.pool<{ customerId: string; status: string }[]>`
    SELECT c.id AS "customerId", coalesce(d.status::text, 'missing') AS status FROM customers c
    LEFT JOIN deliveries d ON d.customer_id = c.id AND d.send_id = ${broadcastId}`
  const arrived = ({ customerId }: { customerId: string }) => known.has(formatDeliveryRef({ sendId: broadcastId, customerId }))
  const lost = rows.filter((row) => !arrived(row) && row.status !== 'unknown')
  return {
    accepted: summary.accepted - summary.replaced,
    duplicates: summary.duplicates,
    lost: lost.length,
    unknown: rows.filter((row) => row.status === 'unknown').length,
  }
}

interface LogPage {
  data: { seq: number; tags?: Record<string, string>; clientRef?: string; tag?: string }[]
}

async function readAcceptedRefs({ sandboxUrl }: Stack): Promise<Set<string>> {
  const refs = new Set<string>()
  for (let since = 0; ;) {
    const { data: records } = (await (await fetch(`${sandboxUrl}/_sandbox/log?since=${since}&limit=1000`)).json()) as LogPage
    for (const record of records) {
      const ref = record.tags?.regulars_ref ?? record.clientRef ?? record.tag
      if (ref !== undefined) refs.add(ref)
    }
    const last = records.at(-1)
    if (last === undefined) return refs
    since = last.seq
  }
}
