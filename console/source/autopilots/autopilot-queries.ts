/** Autopilots, their versions and journeys as the API gives them. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  autopilotChangeSchema,
  autopilotCountsSchema,
  autopilotNumbersSchema,
  autopilotSchema,
  definitionCheckSchema,
  disableSchema,
  migrationPreviewSchema,
  newAutopilotSchema,
  retireSchema,
  templateSchema,
  versionSchema,
} from '../../../api/schemas/autopilots.ts'
import type { journeyDetailSchema, journeySchema } from '../../../api/schemas/journeys.ts'
import type { simulationSchema } from '../../../api/schemas/simulations.ts'
import { createBatch } from '../http/batch.ts'
import { formatQuery, request } from '../http/request.ts'

export type Autopilot = z.output<typeof autopilotSchema>
export type AutopilotStatus = Autopilot['status']
export type AutopilotCounts = z.output<typeof autopilotCountsSchema>
export type AutopilotNumbers = z.output<typeof autopilotNumbersSchema>
export type Version = z.output<typeof versionSchema>
export type Template = z.output<typeof templateSchema>
export type NewAutopilot = z.input<typeof newAutopilotSchema>
export type AutopilotChange = z.input<typeof autopilotChangeSchema>
export type Waiting = z.input<typeof disableSchema>['waiting']
export type JourneysAtEnd = z.input<typeof retireSchema>['journeys']
export type DefinitionCheck = z.output<typeof definitionCheckSchema>
export type Fault = DefinitionCheck['errors'][number]
export type MigrationPreview = z.output<typeof migrationPreviewSchema>
export type Simulation = z.output<typeof simulationSchema>
export type Journey = z.output<typeof journeySchema>
export type JourneyDetail = z.output<typeof journeyDetailSchema>

export type Definition = Autopilot['definition']
export type Trigger = Definition['trigger']
export type Step = Definition['steps'][number]
export type StepKind = Step['kind']
export type AwaitedEvent = Extract<Step, { kind: 'waitFor' }>['event']
export type ReportedEvent = Extract<Trigger, { kind: 'event' }>['event']
export type ExitRule = Definition['exitRules'][number]

export const autopilotsPath = '/api/v1/autopilots'
export const journeysPath = '/api/v1/journeys'

/** What a step waits for comes about by the clock too, and Temporal writes nothing down when it does. */
const lookEveryMs = 60_000

export const templatesQuery = queryOptions({
  queryKey: [autopilotsPath, 'templates'],
  queryFn: ({ signal }) => request<{ data: Template[] }>('GET', `${autopilotsPath}/templates`, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Somebody else may pause it meanwhile. */
export function autopilotQuery(id: string) {
  return queryOptions({
    queryKey: [autopilotsPath, id],
    queryFn: ({ signal }) => readAutopilot(id, signal),
    meta: { topics: ['autopilots'] },
  })
}

export function readAutopilot(id: string, signal?: AbortSignal): Promise<Autopilot> {
  return request('GET', `${autopilotsPath}/${id}`, signal === undefined ? {} : { signal })
}

const readCounts = createBatch<AutopilotCounts | undefined>({
  async read(ids) {
    const { data } = await request<{ data: AutopilotCounts[] }>('GET', `${autopilotsPath}/counts${formatQuery({ ids: ids.join(',') })}`)
    return (id) => data.find((one) => one.id === id)
  },
})

/** For a row of a list, whose rows ask together. */
export function countsQuery(id: string) {
  return queryOptions({
    queryKey: [autopilotsPath, 'counts', id],
    queryFn: async () => (await readCounts(id)) ?? null,
    meta: { topics: ['autopilots', 'journeys'], atMostEveryMs: 5_000 },
  })
}

export function numbersQuery(id: string) {
  return queryOptions({
    queryKey: [autopilotsPath, id, 'numbers'],
    queryFn: ({ signal }) => request<AutopilotNumbers>('GET', `${autopilotsPath}/${id}/numbers`, { signal }),
    meta: { topics: ['autopilots', 'journeys', 'deliveries', 'vouchers'], atMostEveryMs: 5_000 },
  })
}

/** `version` is the draft's: another version is another question. */
export function definitionCheckQuery(id: string, version: number) {
  return queryOptions({
    queryKey: [autopilotsPath, id, 'check', version],
    queryFn: ({ signal }) => request<DefinitionCheck>('POST', `${autopilotsPath}/${id}/check`, { signal }),
    placeholderData: keepPreviousData,
  })
}

export function versionsQuery(id: string) {
  return queryOptions({
    queryKey: [autopilotsPath, id, 'versions'],
    queryFn: ({ signal }) => request<{ data: Version[] }>('GET', `${autopilotsPath}/${id}/versions`, { signal }),
    meta: { topics: ['autopilots', 'journeys'], atMostEveryMs: 10_000 },
  })
}

export function migrationPreviewQuery(id: string, steps: Record<string, string>) {
  return queryOptions({
    queryKey: [autopilotsPath, id, 'migration', steps],
    queryFn: ({ signal }) => request<MigrationPreview>('POST', `${autopilotsPath}/${id}/migration-preview`, { body: { steps }, signal }),
    placeholderData: keepPreviousData,
  })
}

export function journeyQuery(id: string) {
  return queryOptions({
    queryKey: [journeysPath, id],
    queryFn: ({ signal }) => request<JourneyDetail>('GET', `${journeysPath}/${id}`, { signal }),
    meta: { topics: ['journeys', 'deliveries', 'vouchers'] },
    refetchInterval: ({ state }) => (state.data?.status === 'ended' ? false : lookEveryMs),
  })
}

export function createAutopilot(draft: NewAutopilot): Promise<Autopilot> {
  return request('POST', autopilotsPath, { body: draft })
}

/** @throws ApiError 412 when somebody else has changed it since */
export function changeAutopilot(id: string, version: number, change: AutopilotChange): Promise<Autopilot> {
  return request('PATCH', `${autopilotsPath}/${id}`, { body: change, headers: { 'If-Match': `"${version}"` } })
}

export function deleteAutopilot(id: string): Promise<void> {
  return request('DELETE', `${autopilotsPath}/${id}`)
}

/** `attempt` makes a second click on the same dialog the same version. */
export function publishAutopilot(id: string, attempt: string): Promise<Version> {
  return request('POST', `${autopilotsPath}/${id}/publish`, { body: {}, headers: { 'Idempotency-Key': attempt } })
}

export type AutopilotCommand =
  | { command: 'enable' | 'sweep'; body: Record<string, never> }
  | { command: 'disable'; body: { waiting: Waiting } }
  | { command: 'retire'; body: { journeys: JourneysAtEnd } }

export function commandAutopilot(id: string, { command, body }: AutopilotCommand): Promise<Autopilot> {
  return request('POST', `${autopilotsPath}/${id}/${command}`, { body })
}

export function migrateJourneys(id: string, steps: Record<string, string>, attempt: string): Promise<{ toNumber: number }> {
  return request('POST', `${autopilotsPath}/${id}/migrate`, { body: { steps }, headers: { 'Idempotency-Key': attempt } })
}

export function commandJourney(id: string, command: 'cancel' | 'skip-wait'): Promise<JourneyDetail> {
  return request('POST', `${journeysPath}/${id}/${command}`, { body: {} })
}

export interface SimulationRequest {
  kind: 'dry-run' | 'shadow'
  days: number
  of: 'draft' | 'published'
}

export function simulateAutopilot(id: string, { kind, days, of }: SimulationRequest): Promise<Simulation> {
  return request('POST', `${autopilotsPath}/${id}/${kind}`, { body: { days, of } })
}
