/**
 * `npm run chaos -- --channel email|sms|push --recipients N --kills K [--no-ledger] [--seed S] [--json]`: a broadcast.
 * `npm run chaos -- --journeys N --kill worker,temporal,postgres [--json]`: as many journeys.
 * Exits with 1 when something is sent twice, lost or stuck.
 */
import { parseArgs } from 'node:util'
import { channelNames } from '../../domain/channels.ts'
import { runChaos } from './run-chaos.ts'
import { isClean, runJourneyChaos, victims } from './run-journey-chaos.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    channel: { type: 'string', default: 'email' },
    recipients: { type: 'string', default: '5000' },
    kills: { type: 'string', default: '5' },
    ledger: { type: 'boolean', default: true },
    seed: { type: 'string' },
    journeys: { type: 'string' },
    kill: { type: 'string', default: victims.join(',') },
    json: { type: 'boolean', default: false },
  },
})
const log = (text: string) => process.stderr.write(`${text}\n`)
const print = (result: object) => {
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else for (const [name, value] of Object.entries(result)) process.stdout.write(`${name}: ${String(value)}\n`)
}

if (values.journeys !== undefined) {
  const journeys = Number(values.journeys)
  const kills = values.kill.split(',').flatMap((name) => victims.filter((victim) => victim === name))
  if (!Number.isInteger(journeys) || journeys < 5 || kills.length !== values.kill.split(',').length) {
    log(`Usage: npm run chaos -- --journeys N --kill ${victims.join(',')} [--json]`)
    process.exit(2)
  }
  const result = await runJourneyChaos({ journeys, kills, log })
  print(result)
  process.exit(isClean(result) ? 0 : 1)
}

const channel = channelNames.find((name) => name === values.channel)
const recipients = Number(values.recipients)
const kills = Number(values.kills)
if (channel === undefined || !Number.isInteger(recipients) || recipients < 1 || !Number.isInteger(kills) || kills < 0) {
  process.stderr.write('Usage: npm run chaos -- --channel email|sms|push --recipients N --kills K [--no-ledger] [--seed S] [--json]\n')
  process.exit(2)
}
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed)
log(`seed ${seed}`)
const result = await runChaos({
  channel,
  recipients,
  kills,
  withLedger: values.ledger,
  seed,
  log,
})
print(result)
process.exitCode = values.ledger && (result.duplicates > 0 || result.lost > 0) ? 1 : 0
