import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { finishFile } from '../tests/activities/import-harness.ts'
import { startTestApi, type TestApi } from '../tests/api/test-api.ts'
import { addImportCommand } from './import.ts'
import { putChunk } from './import-transfer.ts'
import { StartFailure } from './start/failure.ts'

let api: TestApi
let directory: string
let isWorking = true
let worker: Promise<void>

beforeAll(async () => {
  api = await startTestApi()
  directory = await mkdtemp(join(tmpdir(), 'regulars-import-'))
  worker = workUntilStopped()
})
afterAll(async () => {
  isWorking = false
  await worker
  await api.close()
  await rm(directory, { recursive: true })
})
afterEach(() => void vi.restoreAllMocks())

/** Does what workers do with imports that are queued. */
async function workUntilStopped(): Promise<void> {
  while (isWorking) {
    const queued = await api.pool<{ id: string }[]>`SELECT id FROM imports WHERE status = 'queued'`
    for (const { id } of queued) await finishFile(api.pool, id)
    await wait(20)
  }
}

async function writeCsv(name: string, text: string): Promise<string> {
  const file = join(directory, name)
  await writeFile(file, text)
  return file
}

/** What was printed, and the exit code. */
async function run(...args: string[]): Promise<{ said: string; exitCode: unknown }> {
  const said: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  const program = new Command().exitOverride()
  addImportCommand(program)
  try {
    await program.parseAsync(['import', '--url', api.url, '--key', api.key, ...args], { from: 'user' })
    return { said: said.join(''), exitCode: process.exitCode }
  } finally {
    process.exitCode = undefined
  }
}

const readId = (said: string) => /imp_\w{26}/.exec(said)?.[0] ?? ''

describe('regulars import', () => {
  it('imports a file, shows what its columns mean, and ends with 0', async () => {
    const file = await writeCsv('people.csv', 'id,Shoe Size,Notes\n1,39,x\n2,40,y\n')
    const { said, exitCode } = await run('customers', file, '--mapping', 'Notes=ignore')
    expect(said).toContain('Shoe Size → attributes.shoe_size')
    expect(said).toContain('Notes → ignored')
    expect(said).toContain('2 customers created, 0 updated, 0 unchanged, 0 rows rejected')
    expect(exitCode).toBe(0)
  })

  it('writes rejected rows beside the file, with line and reason, and ends with 2', async () => {
    const file = await writeCsv('some.csv', 'id,email\n7,broken\n8,fine@example.com\n')
    const { said, exitCode } = await run('customers', file)
    expect(exitCode).toBe(2)
    expect(said).toContain(`${file}.rejected.csv`)
    expect(await readFile(`${file}.rejected.csv`, 'utf8')).toBe(
      'line,code,reason,row\n2,invalid_value,"Column ""email"": Not an email address","7,broken"\n',
    )
  })

  it('changes nothing in a dry run', async () => {
    const file = await writeCsv('dry.csv', 'id\ndry-1\n')
    expect((await run('customers', file, '--dry-run')).said).toContain('Dry run, nothing was changed: 1 customer created')
    expect(await api.pool`SELECT FROM customers WHERE external_id = 'dry-1'`).toHaveLength(0)
  })

  it('says in a dry run what would happen, in words and by examples', async () => {
    const file = await writeCsv(
      'shop.csv',
      [
        'Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Device ID',
        '#1,ann@example.com,paid,2026-01-05 10:00:00 +0100,EUR,10.00,1,Cap,10.00,7',
        '#1,ann@example.com,,,,,2,Mug,1.00,',
        '#2,ben@example,paid,2026-01-05 10:00:00 +0100,EUR,10.00,1,Cap,10.00,7',
      ].join('\n'),
    )
    const { said, exitCode } = await run('orders', file, '--dry-run')
    expect(exitCode).toBe(2)
    for (const line of [
      'Recognised as shopify_orders',
      '  Created at → placedAt',
      '  Device ID → ignored',
      'Dry run, nothing was changed: 1 order created, 0 updated, 0 unchanged, 1 rows rejected',
      '  1 row: Column "Email": Not an email address',
      'Orders: 1 paid',
      'Totals: 10.00 EUR in 1 order',
      '1 customer would be made for orders of people who are not known',
      '  line 2, created',
      '    customerExternalId: email:ann@example.com',
    ])
      expect(said.split('\n')).toContain(line)
    expect(await api.pool`SELECT FROM orders WHERE external_id = '#1'`).toHaveLength(0)
  })

  it('goes on with a file whose sending was broken off', async () => {
    const text = 'id,email\nr1,r1@example.com\nr2,r2@example.com\n'
    const file = await writeCsv('long.csv', text)
    const made = await api.call<{ id: string }>('POST', '/api/v1/imports', { body: { kind: 'customers', fileName: 'long.csv' } })
    await putChunk({ url: api.url, key: api.key }, { importId: made.body.id, position: 0, bytes: Buffer.from(text.slice(0, 20)) })
    const { said, exitCode } = await run('customers', file, '--resume', made.body.id)
    expect(said).toContain('2 customers created')
    expect(exitCode).toBe(0)
    expect((await run('customers', file, '--resume', made.body.id)).said).toContain('2 customers created')
  })

  it('asks for a mapping when a column is not clear, and goes on with it', async () => {
    const file = await writeCsv('unclear.csv', 'id,mobile,tel\nu1,+4930901820,\n')
    const refusal = await run('customers', file).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StartFailure)
    const message = (refusal as StartFailure).message
    expect(message).toContain('mobile: 2 columns could be phone')
    const { said } = await run('customers', file, '--resume', readId(message), '--mapping', 'mobile=phone', '--mapping', 'tel=ignore')
    expect(said).toContain('1 customer created')
  })

  it('says so when there is no such file, or nobody answers', async () => {
    await expect(run('customers', join(directory, 'none.csv'))).rejects.toThrow('There is no file')
    const file = await writeCsv('lonely.csv', 'id\n1\n')
    await expect(run('customers', file, '--url', 'http://127.0.0.1:1')).rejects.toThrow(StartFailure)
  })

  it('takes orders as the CDNOW history has them', async () => {
    const file = await writeCsv(
      'orders.csv',
      'order_id,customer_id,placed_at,items,total,currency\ncdnow-1,cd-1,1997-01-01T12:00:00Z,1,11.77,USD\ncdnow-2,cd-1,1997-01-12T12:00:00Z,5,77.00,USD\n',
    )
    const { said, exitCode } = await run('orders', file, '--create-customers')
    expect(said).toContain('2 orders created')
    expect(exitCode).toBe(0)
    expect((await api.pool`SELECT sum(total_minor)::int AS total FROM orders`)[0]).toEqual({ total: 8877 })
  })
})
