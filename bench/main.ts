/** `npm run bench -- NAME [options]`: prints its figures; with --json the last line is one JSON object. */
import { parseArgs } from 'node:util'
import { benchBroadcast } from './broadcast.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { recipients: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
})
const [name] = positionals
const log = (text: string) => process.stderr.write(`${text}\n`)

if (name !== 'broadcast') {
  log('Usage: npm run bench -- broadcast [--recipients N] [--json]')
  process.exit(2)
}
const figures = await benchBroadcast({ recipients: Number(values.recipients), log })
if (!values.json) for (const [figure, value] of Object.entries(figures)) process.stdout.write(`${figure}: ${JSON.stringify(value)}\n`)
else process.stdout.write(`${JSON.stringify(figures)}\n`)
