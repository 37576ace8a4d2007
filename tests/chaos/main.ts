/** `npm run chaos -- --channel email|sms|push --recipients N --kills K [--no-ledger] [--seed S] [--json]`. Exits with 1 when something is sent twice or lost. */
import { parseArgs } from 'node:util'
import { channelNames } from '../../domain/channels.ts'
import { runChaos } from './run-chaos.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    channel: { type: 'string', default: 'email' },
    recipients: { type: 'string', default: '5000' },
    kills: { type: 'string', default: '5' },
    ledger: { type: 'boolean', default: true },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const channel = channelNames.find((name) => name === values.channel)
const recipients = Number(values.recipients)
const kills = Number(values.kills)
if (channel === undefined || !Number.isInteger(recipients) || recipients < 1 || !Number.isInteger(kills) || kills < 0) {
  process.stderr.write('Usage: npm run chaos -- --channel email|sms|push --recipients N --kills K [--no-ledger] [--seed S] [--json]\n')
  process.exit(2)
}
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed)
process.stderr.write(`seed ${seed}\n`)
const result = await runChaos({
  channel,
  recipients,
  kills,
  withLedger: values.ledger,
  seed,
  log: (text) => process.stderr.write(`${text}\n`),
})
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
else for (const [name, value] of Object.entries(result)) process.stdout.write(`${name}: ${value}\n`)
process.exitCode = values.ledger && (result.duplicates > 0 || result.lost > 0) ? 1 : 0
