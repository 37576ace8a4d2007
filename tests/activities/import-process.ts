/** A process of its own that runs one import, to be killed or measured: `import-process.ts <database URL> <import's UUID> [records a batch]`. */
import { connect } from '../../db/client.ts'
import { runSlice } from './import-harness.ts'

const [, , databaseUrl = '', importId = '', recordsPerBatch = '200'] = process.argv
const pool = connect(databaseUrl, { max: 3 })
process.stdout.write('begins\n')
await runSlice(pool, importId, { recordsPerBatch: Number(recordsPerBatch) })
await pool.end()
process.stdout.write(`peak ${process.resourceUsage().maxRSS}\n`)
