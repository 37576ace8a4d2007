/** "Why didn't she get it?": what happened to a customer, in a campaign, on a journey, and why. */
import { z } from 'zod'
import { readCustomer } from '../../db/queries/customers/read-customers.ts'
import { countCampaign } from '../../db/queries/diagnostics/count-campaign.ts'
import { listCustomerLines } from '../../db/queries/diagnostics/list-customer-lines.ts'
import { listRuns, type RunKey } from '../../db/queries/diagnostics/list-runs.ts'
import {
  type CampaignKey,
  type DiagnosedCampaign,
  listCampaignEvents,
  listLooks,
  readCampaign,
} from '../../db/queries/diagnostics/read-campaign.ts'
import { journeyStatuses, readJourney } from '../../db/queries/journeys/journeys.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { channelNames } from '../../domain/channels.ts'
import { deliveryStatuses } from '../../domain/deliveries.ts'
import { campaignKinds } from '../../domain/diagnostics/entries.ts'
import { parseId } from '../../domain/ids.ts'
import { answerByObstacles, answerByRun } from '../diagnostics/answer.ts'
import { describeCustomer } from '../diagnostics/describe-customer.ts'
import { explainSelection } from '../diagnostics/explain-selection.ts'
import { tellRuns } from '../diagnostics/tell-runs.ts'
import { decodeCursor, encodeCursor, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute, type RouteRequest } from '../http/routes.ts'
import { diagnosticsSchema } from '../schemas/diagnostics.ts'
import { idOf } from '../schemas/ids.ts'
import { journeyOutcomes } from '../schemas/journeys.ts'
import { referenceTo } from '../schemas/references.ts'
import { viewCampaign, viewLine, viewRun } from '../views/diagnostics.ts'
import { viewAnswer } from '../views/diagnostics-answer.ts'

const campaignReference = z
  .string()
  .refine((text) => parseCampaign(text) !== undefined, { message: 'Not an id of a broadcast, promotion or autopilot', abort: true })
  .transform((text) => parseCampaign(text) ?? { kind: 'broadcast' as const, id: '' })
  .meta({ description: '`brd_…`, `prm_…` or `aut_…`.', example: 'aut_01h4550qsx8t5vqkh32a0abr5m' })

function parseCampaign(text: string): CampaignKey | undefined {
  for (const kind of campaignKinds) {
    const id = parseId(kind, text)
    if (id !== undefined) return { kind, id }
  }
  return undefined
}

const query = z.strictObject({
  campaign: campaignReference.optional(),
  customer: referenceTo('customer').optional(),
  journey: idOf('journey').optional().meta({ description: 'One run of an autopilot.' }),
  of: z.enum(['journeys', 'messages']).optional().meta({
    description:
      'Of an autopilot: its journeys, which is the default where `stage` is a stage or outcome of theirs, or its messages, one line each. `failed` is both: a journey that came to no good end, and a message that the provider refused. Broadcasts and promotions have messages alone.',
  }),
  stage: z
    .enum([...new Set([...journeyStatuses, ...journeyOutcomes, ...deliveryStatuses, 'pending'] as const)])
    .optional()
    .meta({
      description:
        'Of a campaign’s customers: only those that the number of this stage or outcome counts. Broadcasts and promotions have no stages of journeys, autopilots none that is `pending`.',
    }),
  reason: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'Of a campaign’s customers: only those that the number with this reason counts; `none`: without one.' }),
  channel: z.enum(channelNames).optional().meta({ description: 'Of messages: only those of this channel.' }),
  ...pageQuery,
})

type Asked = RouteRequest<undefined, z.output<typeof query>, undefined>
type Diagnostics = z.input<typeof diagnosticsSchema>

/** A run holds a whole timeline. */
const defaultRuns = 20
const defaultLines = 50
const mostEvents = 100

export const diagnosticsRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/diagnostics',
    tag: 'Operations',
    summary: 'Tell what happened to a customer, in a campaign or on a journey, and why; also to one who was not selected',
    description: 'Name a campaign, a customer, both, or a journey.',
    scope: 'operations:read',
    query,
    response: diagnosticsSchema,
    async handler(request) {
      const { campaign, customer, journey } = request.query
      if (journey !== undefined) {
        if (campaign !== undefined || customer !== undefined)
          throw new Problem('invalid_request', {
            errors: [{ path: 'query.journey', message: 'Names its campaign and customer by itself' }],
          })
        return diagnoseJourney(request, journey)
      }
      const found = campaign === undefined ? undefined : await findCampaign(request, campaign)
      if (customer !== undefined) return diagnoseCustomer(request, await findCustomerId(request, customer), found)
      if (found !== undefined) return diagnoseCampaign(request, found)
      throw new Problem('invalid_request', { errors: [{ path: 'query', message: 'Name a campaign, a customer or a journey' }] })
    },
  }),
]

async function findCampaign({ sql }: Asked, key: CampaignKey): Promise<DiagnosedCampaign> {
  const campaign = await readCampaign(sql, key)
  if (campaign === undefined) throw new Problem('not_found')
  return campaign
}

/** One who was erased is known by their id: what they left behind is told. */
async function findCustomerId({ sql }: Asked, key: { id: string } | { externalId: string }): Promise<string> {
  if ('id' in key) return key.id
  const customer = await readCustomer(sql, key)
  if (customer === undefined) throw new Problem('not_found')
  return customer.id
}

async function readTimeZone({ sql }: Asked): Promise<string> {
  return (await readSettings(sql, 'store')).value.timeZone
}

async function diagnoseJourney(request: Asked, journeyId: string): Promise<Diagnostics> {
  const { sql, dependencies } = request
  const journey = await readJourney(sql, journeyId)
  if (journey === undefined) throw new Problem('not_found')
  const { customerId, autopilotId, matchedAt, endedAt } = journey
  const run: RunKey = {
    ...{
      at: matchedAt,
      position: '',
      kind: 'autopilot',
      campaignId: autopilotId,
      campaignName: journey.autopilotName,
      journeyId,
      id: journeyId,
      frozenAt: null,
    },
    hasEnded: journey.status === 'ended',
    channels: 1,
    lasted: { from: matchedAt, until: endedAt ?? request.at },
  }
  const timeZone = await readTimeZone(request)
  const [told] = await tellRuns(sql, dependencies.temporal, { customerId, runs: [run] })
  return {
    ...{ timeZone, campaign: null, customers: null, nextCursor: null },
    customer: await describeCustomer(request, { customerId, timeZone }),
    answer: told === undefined ? null : viewAnswer(answerByRun(told, [])),
    runs: told === undefined ? [] : [viewRun(told, timeZone, dependencies.config.temporal)],
  }
}

async function diagnoseCustomer(request: Asked, customerId: string, campaign: DiagnosedCampaign | undefined): Promise<Diagnostics> {
  const { sql, dependencies, at: now } = request
  const { cursor, limit = defaultRuns } = request.query
  const timeZone = await readTimeZone(request)
  const [position, id] = decodeCursor(z.tuple([z.string().max(40), z.uuid()]), cursor) ?? []
  const before = position === undefined || id === undefined ? undefined : { position: checkPosition(position), id }
  const rows = await listRuns(sql, { customerId, campaign, before, limit: limit + 1 })
  const runs = rows.slice(0, limit)
  const last = runs.at(-1)
  // Of all campaigns the ledger tells: a history is fetched where one campaign or journey is looked at.
  const told = await tellRuns(sql, campaign === undefined ? undefined : dependencies.temporal, { customerId, runs })
  const [latest] = told
  // Of an autopilot also why no other journey follows one that has ended.
  const asksWhy =
    campaign !== undefined && before === undefined && (latest === undefined || (campaign.kind === 'autopilot' && latest.run.hasEnded))
  const obstacles = asksWhy ? await explainSelection(sql, { campaign, customerId, now, storeTimeZone: timeZone }) : []
  const answer = latest === undefined ? answerByObstacles(obstacles) : answerByRun(latest, obstacles)
  return {
    timeZone,
    campaign: campaign === undefined ? null : await describeCampaign(request, campaign, timeZone),
    customer: await describeCustomer(request, { customerId, timeZone }),
    answer: campaign === undefined || before !== undefined ? null : viewAnswer(answer),
    runs: told.map((run) => viewRun(run, timeZone, dependencies.config.temporal)),
    customers: null,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.position, last.id]) : null,
  }
}

function checkPosition(position: string): string {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/.test(position)) throw new Problem('invalid_cursor')
  return position
}

async function diagnoseCampaign(request: Asked, campaign: DiagnosedCampaign): Promise<Diagnostics> {
  const { of, stage, reason, channel, cursor, limit = defaultLines } = request.query
  const asked = chooseKind(campaign.kind, { of, stage })
  if (channel !== undefined && asked === 'journeys')
    throw new Problem('invalid_request', { errors: [{ path: 'query.channel', message: 'Journeys have none: ask for `of=messages`' }] })
  const [id, sendId] = decodeCursor(z.union([z.tuple([z.uuid()]), z.tuple([z.uuid(), z.uuid()])]), cursor) ?? []
  if (id !== undefined && (sendId !== undefined) !== (asked === 'messages' && campaign.kind === 'autopilot'))
    throw new Problem('invalid_cursor')
  const timeZone = await readTimeZone(request)
  const rows = await listCustomerLines(request.sql, campaign, {
    ...{ of: asked, stage, channel, limit: limit + 1 },
    reason: reason === 'none' ? null : reason,
    after: id === undefined ? undefined : { id, sendId: sendId ?? null },
  })
  const lines = rows.slice(0, limit)
  const last = lines.at(-1)
  return {
    ...{ timeZone, customer: null, answer: null, runs: null },
    campaign: await describeCampaign(request, campaign, timeZone),
    customers: lines.map((line) => viewLine(line, timeZone)),
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor([last.journeyId ?? last.customerId, ...(last.sendId === null ? [] : [last.sendId])])
        : null,
  }
}

type Counted = 'journeys' | 'messages'

/** @throws Problem where the campaign has none of these, or they have no such stage */
function chooseKind(kind: DiagnosedCampaign['kind'], { of, stage }: { of?: Counted | undefined; stage?: string | undefined }): Counted {
  if (kind !== 'autopilot' && of === 'journeys')
    throw new Problem('invalid_request', { errors: [{ path: 'query.of', message: 'Only autopilots have journeys' }] })
  const isOfJourney = stage === undefined || stagesOf(kind, 'journeys').includes(stage)
  const chosen = of ?? (kind === 'autopilot' && isOfJourney ? 'journeys' : 'messages')
  const stages = stagesOf(kind, chosen)
  if (stage !== undefined && !stages.includes(stage))
    throw new Problem('invalid_request', {
      errors: [{ path: 'query.stage', message: `Not a stage of ${kind === 'autopilot' ? chosen : `${kind}s`}: ${stages.join(', ')}` }],
    })
  return chosen
}

/** What `numbers` may name. */
function stagesOf(kind: DiagnosedCampaign['kind'], of: Counted): readonly string[] {
  if (of === 'journeys') return [...journeyStatuses, ...journeyOutcomes]
  return kind === 'autopilot' ? deliveryStatuses : ['pending', ...deliveryStatuses]
}

async function describeCampaign({ sql, dependencies, query: { customer } }: Asked, campaign: DiagnosedCampaign, timeZone: string) {
  // Beside a customer it is only named.
  const numbers = customer === undefined ? await countCampaign(sql, campaign) : null
  const looks = campaign.kind === 'autopilot' && customer === undefined ? await listLooks(sql, campaign.id, mostEvents) : []
  const noted = await listCampaignEvents(sql, campaign, mostEvents)
  const events = [...noted, ...looks.map(({ at, matched, heldOut }) => ({ at, kind: 'looked', details: { matched, heldOut } }))]
  const recent = events.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, mostEvents)
  return viewCampaign(campaign, { numbers, events: recent, timeZone, temporal: dependencies.config.temporal })
}
