/** Where something is in the Temporal UI. */
import type { TemporalPlace } from './broadcasts.ts'

/** The latest run of a workflow, or the one that is named. */
export function linkRun(workflowId: string, { uiUrl, namespace }: TemporalPlace, runId?: string): string {
  const workflow = `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`
  return runId === undefined ? workflow : `${workflow}/${encodeURIComponent(runId)}/history`
}

export function linkSchedule(id: string, { uiUrl, namespace }: TemporalPlace): string {
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/schedules/${encodeURIComponent(id)}`
}
