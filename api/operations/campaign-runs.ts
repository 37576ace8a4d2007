/** Whether the campaigns' own runs are open, asked of visibility for all of them at once, and of the server itself for those that are not there. */
import type { Client } from '@temporalio/client'
import type { CampaignRow } from '../../db/queries/operations/read-campaigns.ts'
import type { CampaignFacts } from '../../domain/campaign-facts.ts'
import { workflowIds } from '../../domain/ids.ts'
import { listRuns, readRun, type SeenRun } from '../../workflows/clients/list-runs.ts'
import { askTemporal } from './within-time.ts'

export interface CampaignRun {
  state: CampaignFacts['run']
  stage: string | null
}

const listMs = 4_000
const atMost = 5_000
const askedAtMost = 50
/** A launch reaches Temporal by the outbox. */
const startMs = 60_000

export function nameCampaignRun({ kind, id }: Pick<CampaignRow, 'kind' | 'id'>): string {
  return kind === 'autopilot' ? workflowIds.autopilot(id) : workflowIds.promotion(id)
}

/** By the campaign's UUID. Never fails. */
export async function findCampaignRuns(
  temporal: Client | undefined,
  campaigns: readonly CampaignRow[],
  now: Date,
): Promise<Map<string, CampaignRun>> {
  const open = await askTemporal(temporal, listMs, async (client) => {
    const runs = await listRuns(client, `WorkflowType IN ('autopilot', 'promotion') AND ExecutionStatus = 'Running'`, atMost)
    return new Map(runs.map((run) => [run.workflowId, run]))
  })
  const absent = open === undefined ? [] : campaigns.filter((campaign) => !open.has(nameCampaignRun(campaign))).slice(0, askedAtMost)
  const asked = new Map<string, SeenRun | undefined | 'no answer'>()
  await Promise.all(
    absent.map(async (campaign) => {
      const answer = await askTemporal(temporal, listMs, async (client) => ({ run: await readRun(client, nameCampaignRun(campaign)) }))
      asked.set(campaign.id, answer === undefined ? 'no answer' : answer.run)
    }),
  )
  return new Map(campaigns.map((campaign) => [campaign.id, judge(campaign)]))

  function judge(campaign: CampaignRow): CampaignRun {
    // A draft never had one; its journeys are left from before.
    if (campaign.status === 'draft') return { state: 'not_expected', stage: null }
    const listed = open?.get(nameCampaignRun(campaign))
    if (listed !== undefined) return { state: 'open', stage: listed.stage }
    const run = asked.get(campaign.id)
    if (open === undefined || run === 'no answer' || (run === undefined && !asked.has(campaign.id)))
      return { state: 'unknown', stage: null }
    if (run?.status === 'RUNNING') return { state: 'open', stage: run.stage }
    const isStarting = run === undefined && campaign.since !== null && now.getTime() - campaign.since.getTime() < startMs
    return { state: isStarting ? 'not_expected' : 'missing', stage: null }
  }
}
