/** Progress as people read it. */
import type { z } from 'zod'
import { formatId } from '../../domain/ids.ts'
import type { broadcastProgressSchema } from '../schemas/broadcast-progress.ts'
import type { BroadcastProgress } from '../temporal/broadcast-progress.ts'
import { findTemporalUrl, type TemporalPlace } from './broadcasts.ts'

export type ProgressView = z.input<typeof broadcastProgressSchema>

export function viewProgress(
  id: string,
  progress: BroadcastProgress,
  { at, temporal }: { at: Date; temporal: TemporalPlace },
): ProgressView {
  return {
    broadcastId: formatId('broadcast', id),
    ...progress,
    temporalUrl: findTemporalUrl({ id, status: progress.status }, temporal),
    at: at.toISOString(),
  }
}
