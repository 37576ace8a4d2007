import { spawn } from 'node:child_process'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Resend } from 'resend'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox } from '../sandbox.ts'
import { openAcceptedLog, type AcceptedLog } from './accepted-log.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sandbox-log-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const entry = (to: string) => ({
  provider: 'resend' as const,
  acceptedAt: '2026-01-05T09:00:00.000Z',
  id: `id-${to}`,
  to,
  request: 1,
  sha256: 'x',
})

async function recipients(log: AcceptedLog, afterSeq?: number): Promise<string[]> {
  const found = []
  for await (const { to } of log.read(afterSeq)) found.push(to)
  return found
}

describe.each(['memory', 'a file'])('the log in %s', (where) => {
  it('gives back what was appended, in order, from any point on', async () => {
    const log = await openAcceptedLog(where === 'memory' ? undefined : dataDir)
    log.append(entry('ä@post.test'))
    await log.flush()
    log.appendBatch(
      entry(''),
      ['b', 'c', 'd'].map((to) => ({ id: to, to })),
    )
    expect(await recipients(log)).toEqual(['ä@post.test', 'b', 'c', 'd'])
    expect(await recipients(log, 2)).toEqual(['c', 'd'])
    expect(await recipients(log, 4)).toEqual([])
    await log.clear()
    expect([log.lastSeq(), await recipients(log)]).toEqual([0, []])
    log.append(entry('e'))
    expect(await recipients(log)).toEqual(['e'])
    await log.close()
  })
})

describe('the log in a file', () => {
  it('is written without being asked', async () => {
    const log = await openAcceptedLog(dataDir)
    log.append(entry('a'))
    await expect.poll(() => readFile(path.join(dataDir, 'accepted.jsonl'), 'utf8')).toContain('"to":"a"')
    await log.close()
  })

  it('goes on where it was, without a line that was cut short', async () => {
    const first = await openAcceptedLog(dataDir)
    for (let count = 0; count < 2_500; count += 1) first.append(entry(`p${count}`))
    await first.close()
    await appendFile(path.join(dataDir, 'accepted.jsonl'), '{"seq":2501,"prov')
    const second = await openAcceptedLog(dataDir)
    expect(second.lastSeq()).toBe(2_500)
    second.append(entry('next'))
    expect(await recipients(second, 2_498)).toEqual(['p2498', 'p2499', 'next'])
    await second.close()
  })

  it('survives the sandbox being killed, and so do idempotency keys and look-ups', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('../main.ts', import.meta.url))], {
      env: { ...withoutSettings(), REGULARS_DATA_DIR: dataDir, SANDBOX_PORT: String(await freePort()) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const url = await new Promise<string>((resolve) =>
      child.stdout.on('data', (text: Buffer) => resolve(/http:\/\/[\d.:]+/.exec(text.toString())?.[0] ?? '')),
    )
    const send = (base: string) =>
      new Resend('re_any', { baseUrl: `${base}/resend` }).batch.send(
        ['a@post.test', 'b@post.test'].map((to) => ({ from: 'news@shop.test', to, subject: 'Hi', text: 'Hi' })),
        { idempotencyKey: 'page-1' },
      )
    const before = await send(url)
    await expect.poll(() => readFile(path.join(dataDir, 'sandbox', 'accepted.jsonl'), 'utf8')).toContain('"to":"b@post.test"')
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))

    const sandbox = await createSandbox({ dataDir: path.join(dataDir, 'sandbox'), behaviour: { receipts: 'off' } })
    expect(await recipients(sandbox.log)).toEqual(['a@post.test', 'b@post.test'])
    const after = await send(sandbox.url)
    expect(after.data).toEqual(before.data)
    expect(sandbox.log.lastSeq()).toBe(2)
    await sandbox.close()
  })
})

/** The child is configured by this test alone. */
function withoutSettings(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
}

async function freePort(): Promise<number> {
  const probe = await createSandbox()
  await probe.close()
  return probe.port
}
