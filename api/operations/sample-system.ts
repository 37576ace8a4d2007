/**
 * Keeps how the system was, once a minute, by whichever process comes first: API and workers all try, so that there is a sample as long as any of them lives,
 * also while Temporal is away.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { deleteOldSystemSamples, insertSystemSample, isSampleDue, type SystemSample } from '../../db/queries/operations/system-samples.ts'
import { gatherSystem, judgeSystem, type SystemDependencies } from './system-health.ts'

export interface SamplingDependencies extends SystemDependencies {
  now(): Date
  onError(): void
}

const lookEveryMs = 10_000

/** Goes on until `signal` is aborted. */
export async function sampleSystem(dependencies: SamplingDependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // Processes that were started together come one after the other, and the first one's sample spares the others theirs.
    await delay(lookEveryMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
    if (!signal.aborted) await sampleOnce(dependencies).catch(() => dependencies.onError())
  }
}

/** Whether this one was kept. @throws the driver's errors when the database cannot be reached */
export async function sampleOnce({ now, ...dependencies }: SamplingDependencies): Promise<boolean> {
  const at = now()
  if (!(await isSampleDue(dependencies.pool, at))) return false
  const { level, parts } = judgeSystem(await gatherSystem(dependencies, at), at)
  const kept = Object.fromEntries(
    parts.map(({ part, level: partLevel, reasons, figures }) => [
      part,
      { level: partLevel, codes: [...new Set(reasons.map(({ code }) => code))], figures },
    ]),
  ) as SystemSample['parts']
  const isFirst = await insertSystemSample(dependencies.pool, { at, level, parts: kept })
  if (isFirst && at.getUTCMinutes() === 0) await deleteOldSystemSamples(dependencies.pool, at)
  return isFirst
}
