/** How a test file asks the run for a shared server. */
import { inject } from 'vitest'
import type { ServiceAnswers } from './shared-services.ts'

// A first Temporal server may have to be built.
const longestStartMs = 1_200_000

/** @throws with the reason when the server cannot be had on this machine. */
export async function askForService<Path extends keyof ServiceAnswers>(path: Path): Promise<ServiceAnswers[Path]> {
  const response = await fetch(`${inject('sharedServicesUrl')}${path}`, { signal: AbortSignal.timeout(longestStartMs) })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as ServiceAnswers[Path]
}
