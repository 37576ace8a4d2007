/**
 * Brings what the tests run on to this machine, before any of them has to wait for it: the Temporal server, the time-skipping one, and Chromium. On a new machine that takes
 * minutes; afterwards it is all there and this takes no time. `npm test` runs it first.
 */
import { findTemporalExecutable } from '../../cli/start/temporal-executable.ts'
import { findCacheDirectory, readEnvironment } from '../../config.ts'
import { prepareChromium } from './chromium-executable.ts'
import { prepareTimeSkippingServer } from './time-skipping-server.ts'

const env = readEnvironment()
const cacheDirectory = findCacheDirectory(env)
let saidAt = 0
const report = (text: string) => {
  if (Date.now() - saidAt < 20_000) return
  saidAt = Date.now()
  process.stdout.write(`${text}\n`)
}
await findTemporalExecutable({ cacheDirectory, env, report })
await prepareTimeSkippingServer({ cacheDirectory, env, report })
await prepareChromium(env, report)
