/** Counts the pinned audiences, one after the other: every hour by Schedule, and one at once when it is pinned or its rule changes. */
import { isCancellation, setCurrentDetails } from '@temporalio/workflow'
import type { AudienceSizesInput, CountedAudiences } from './audience-messages.ts'
import { inTurn } from './proxies.ts'

export async function audienceSizes({ audienceId }: AudienceSizesInput = {}): Promise<CountedAudiences> {
  const pinned =
    audienceId === undefined
      ? await inTurn.listPinnedAudiences.executeWithOptions({ summary: 'which audiences are pinned' }, [])
      : [audienceId]
  const result: CountedAudiences = { counted: 0, left: 0 }
  for (const [index, id] of pinned.entries()) {
    const isCounted = await count(id, `audience ${index + 1} of ${pinned.length}`)
    if (isCounted) result.counted += 1
    else result.left += 1
    setCurrentDetails(`${result.counted} of ${pinned.length} pinned audiences counted, ${result.left} left out`)
  }
  return result
}

async function count(audienceId: string, summary: string): Promise<boolean> {
  try {
    return await inTurn.countAudience.executeWithOptions({ summary }, [{ audienceId }])
  } catch (error) {
    if (isCancellation(error)) throw error
    return false
  }
}
