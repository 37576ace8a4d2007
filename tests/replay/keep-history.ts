/**
 * Histories for the replay test are those of the workflow tests' runs, kept with `npm run record-histories`. Record anew only when a workflow has changed on purpose and no
 * run of the old code is alive.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { WorkflowHandle } from '@temporalio/client'
import { readEnvironment } from '../../config.ts'
import proto from '@temporalio/proto'

const isRecording = readEnvironment().RECORD_HISTORIES !== undefined

export const historiesDirectory = new URL('histories/', import.meta.url)

/** Writes the run's history under the test's name while recording, and does nothing otherwise. */
export async function keepHistory(name: string, handle: WorkflowHandle): Promise<void> {
  if (!isRecording) return
  const history = await handle.fetchHistory()
  mkdirSync(historiesDirectory, { recursive: true })
  writeFileSync(
    new URL(`${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.binpb`, historiesDirectory),
    proto.temporal.api.history.v1.History.encode(history).finish(),
  )
}
