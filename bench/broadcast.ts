/**
 * `npm run bench -- broadcast --recipients N [--json]`: an email broadcast to N customers, from the start of its run to the last outcome recorded, and in the same run the floor: the same
 * bytes posted to the same sandbox by a bare loop.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRenderer } from '../messages/render.ts'
import { formatDeliveryRef, workflowIds } from '../domain/ids.ts'
import { readSend } from '../db/queries/sends/send.ts'
import { addRecipients, sendBroadcast } from '../tests/support/broadcast-run.ts'
import { type Stack, startStack } from '../tests/support/stack.ts'
import { benchmarkMessage } from './broadcast-message.ts'
import { mapParts, type Part, readUsage } from './process-usage.ts'
import { round } from './statistics.ts'

export interface BroadcastFigures {
  recipients: number
  seconds: number
  perSecond: number
  floorPerSecond: number
  ratio: number
  cpuSeconds: Record<Part, number>
  peakRssMb: Record<Part, number>
  /** In the workflow's history. */
  events: number
}

export async function benchBroadcast({ recipients, log }: { recipients: number; log(text: string): void }): Promise<BroadcastFigures> {
  const stack = await startStack()
  try {
    await fetch(`${stack.sandboxUrl}/_sandbox/behaviour`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ receipts: 'off' }),
    })
    log(`${recipients} customers are added`)
    await addRecipients(stack, 'email', recipients)
    const worker = await stack.startWorker()
    // A broadcast to nobody: it ends when the worker is up. Starting one is not what is measured.
    await (
      await sendBroadcast(stack, benchmarkMessage, { include: [], exclude: [] })
    ).ended
    const pids = { worker: worker.pid, ...stack.pids }
    const before = mapParts(pids, readUsage)
    log('The broadcast starts')
    const startedAt = Date.now()
    const { broadcastId, ended } = await sendBroadcast(stack, benchmarkMessage)
    await ended
    const [last] = await stack.pool<[{ at: Date; accepted: number }]>`
      SELECT max(settled_at) AS at, count(*) FILTER (WHERE status = 'accepted')::int AS accepted FROM deliveries WHERE send_id = ${broadcastId}`
    if (last.accepted !== recipients) throw new Error(`Only ${last.accepted} of ${recipients} were accepted`)
    const after = mapParts(pids, readUsage)
    const seconds = (last.at.getTime() - startedAt) / 1000
    const { history } = await stack.client.workflow
      .getHandle(workflowIds.broadcast(broadcastId))
      .fetchHistory()
      .then((found) => ({ history: found.events ?? [] }))
    await worker.stop({ timeoutMs: 20_000 })
    log(`${Math.round(recipients / seconds)} a second; now the floor`)
    const floorPerSecond = await measureFloor(stack, broadcastId, recipients)
    const perSecond = recipients / seconds
    return {
      recipients,
      seconds: round(seconds),
      perSecond: Math.round(perSecond),
      floorPerSecond: Math.round(floorPerSecond),
      ratio: round(perSecond / floorPerSecond),
      cpuSeconds: mapParts(pids, (_, role) => round(after[role].cpuSeconds - before[role].cpuSeconds)),
      peakRssMb: mapParts(pids, (_, role) => after[role].peakRssMb),
      events: history.length,
    }
  } finally {
    await stack.stop()
  }
}

/** The same messages, rendered before the clock starts, posted by a process that does nothing else. */
async function measureFloor({ pool, sandboxUrl, environment }: Stack, broadcastId: string, recipients: number): Promise<number> {
  const send = await readSend(pool, broadcastId)
  if (send === undefined) throw new Error('The send is gone')
  const renderer = createRenderer(send.message, {
    publicUrl: 'http://127.0.0.1:3000',
    secret: 'a secret of at least thirty-two characters',
  })
  const poster = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      new URL('broadcast-floor.ts', import.meta.url).pathname,
      `${sandboxUrl}/resend/emails/batch`,
      environment.RESEND_API_KEY ?? '',
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    },
  )
  const rows = await pool<{ customerId: string; address: string; mergeFields: Record<string, unknown> }[]>`
    SELECT customer_id AS "customerId", address, merge_fields AS "mergeFields" FROM deliveries WHERE send_id = ${broadcastId} ORDER BY page, position`
  for (let at = 0; at < rows.length; at += 100) {
    const emails = rows.slice(at, at + 100).map(({ customerId, address, mergeFields }) => {
      const ref = formatDeliveryRef({ sendId: broadcastId, customerId })
      const rendered = renderer.render({ ref, address, mergeFields })
      if (rendered.kind !== 'rendered') throw new Error('The template failed')
      return { ...rendered.content, tags: [{ name: 'regulars_ref', value: ref }] }
    })
    await new Promise<void>((resolve, reject) => poster.send(JSON.stringify(emails), (error) => (error ? reject(error) : resolve())))
  }
  poster.send('start')
  const [message] = (await once(poster, 'message')) as [{ seconds: number }]
  poster.disconnect()
  await once(poster, 'exit')
  return recipients / message.seconds
}
