/** A worker of its own that one import is run in, to be killed: `import-process.ts <database URL> <import's UUID>`. */
import { connect } from '../../db/client.ts'
import { runSlice } from './import-harness.ts'

const [, , databaseUrl = '', importId = ''] = process.argv
const pool = connect(databaseUrl, { max: 3 })
process.stdout.write('begins\n')
await runSlice(pool, importId, { recordsPerBatch: 200 })
await pool.end()
