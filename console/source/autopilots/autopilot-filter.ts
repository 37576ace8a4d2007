/** What the pages of autopilots are filtered by, as their addresses say it. */
import { readSearchText } from '../http/search-text.ts'
import { isAutopilotStatus, journeyOutcomes, journeyStatuses } from '../words/autopilots.ts'
import type { AutopilotStatus, Journey } from './autopilot-queries.ts'

export interface AutopilotFilter {
  status?: AutopilotStatus
  q?: string
}

export function readAutopilotFilter(search: Record<string, unknown>): AutopilotFilter {
  return { ...(isAutopilotStatus(search['status']) ? { status: search['status'] } : {}), ...readSearchText(search['q'], 200) }
}

export const autopilotViews = ['journey', 'people', 'versions', 'try'] as const
export type AutopilotView = (typeof autopilotViews)[number]

/** The tab of one autopilot, and of its journeys those that are shown. */
export interface AutopilotSearch {
  view?: AutopilotView
  status?: Journey['status']
  outcome?: NonNullable<Journey['outcome']>
  /** A step: those that stand there now, or that ever came to it. */
  step?: string
  reached?: string
  customer?: string
  /** An instant: those that were found then or later. */
  since?: string
}

export function readAutopilotSearch(search: Record<string, unknown>): AutopilotSearch {
  const view = autopilotViews.find((one) => one === search['view'])
  return {
    ...(view === undefined ? {} : { view }),
    ...(isKey(journeyStatuses, search['status']) ? { status: search['status'] } : {}),
    ...(isKey(journeyOutcomes, search['outcome']) ? { outcome: search['outcome'] } : {}),
    ...readTexts(search, ['step', 'reached', 'customer', 'since']),
  }
}

function isKey<Words extends object>(words: Words, value: unknown): value is keyof Words {
  return typeof value === 'string' && Object.hasOwn(words, value)
}

function readTexts<Name extends string>(search: Record<string, unknown>, names: Name[]): { [One in Name]?: string } {
  const given = names.flatMap((name) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? [[name, value.slice(0, 100)]] : []
  })
  return Object.fromEntries(given) as { [One in Name]?: string }
}
