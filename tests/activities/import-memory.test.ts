import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readImport } from '../../db/queries/imports.ts'
import { type ImportBench, openImportBench, queueFile } from './import-harness.ts'

let bench: ImportBench
beforeAll(async () => {
  bench = await openImportBench()
})
afterAll(() => bench.close())

it('a hundred thousand rows go through a process that could not hold them', async () => {
  const rows = 100_000
  // 17 MB of text, of which records, rows and JSON would be several times as much.
  const lines = Array.from({ length: rows }, (_, n) =>
    `c${n},c${n}@example.com,Firstname${n},${'Some Street in a Town of Many Streets, '.repeat(3)}${n}`.replace(/,(?= )/g, ''),
  )
  const importId = await queueFile(bench.pool, 'customers', ['id,email,first_name,address', ...lines].join('\n'), { chunkBytes: 4 << 20 })
  const worker = spawn(
    process.execPath,
    // The program itself needs about 50 MB of heap.
    [
      '--max-old-space-size=80',
      '--max-semi-space-size=4',
      '--import',
      'tsx',
      'tests/activities/import-process.ts',
      bench.url,
      importId,
      '2000',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  worker.stdout.on('data', (text) => (said += String(text)))
  await once(worker, 'exit')
  expect((await readImport(bench.pool, importId))?.rows.created).toBe(rows)
  const peakMegabytes = Number(/peak (\d+)/.exec(said)?.[1]) / 1024
  expect(peakMegabytes).toBeLessThan(300)
}, 120_000)
