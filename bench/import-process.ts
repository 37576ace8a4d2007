/**
 * The importer in a process of its own, to be timed and measured: `import-process.ts <database URL> [built]`; imports what it is told the id of. As it is built, where that is said: a compiler that runs along
 * costs time.
 */
import { MockActivityEnvironment } from '@temporalio/testing'
import type * as Imports from '../activities/imports.ts'
import type * as Client from '../db/client.ts'

const [, , databaseUrl = '', program = 'source'] = process.argv
const load = (name: string): Promise<unknown> =>
  import(new URL(program === 'built' ? `../dist/${name}.js` : `../${name}.ts`, import.meta.url).href)
const { createImportActivities } = (await load('activities/imports')) as typeof Imports
const { connect } = (await load('db/client')) as typeof Client

const pool = connect(databaseUrl, { max: 4, applicationName: 'regulars-bench-import' })
const { importRows } = createImportActivities({ pool })
const importSlice = (importId: string): Promise<Imports.ImportSlice> => new MockActivityEnvironment().run(importRows, { importId })

process.on('message', (importId: string) => {
  void (async () => {
    const startedAt = performance.now()
    let slice = await importSlice(importId)
    while (slice.kind === 'more') slice = await importSlice(importId)
    process.send?.({ seconds: (performance.now() - startedAt) / 1000, peakRssMb: process.resourceUsage().maxRSS / 1024 })
    await pool.end()
    process.disconnect()
  })()
})
await pool`SELECT 1`
process.send?.('ready')
