/** What the list of saved audiences is filtered by, as its address says it. */
import { readSearchText } from '../http/search-text.ts'

export interface AudienceFilter {
  q?: string
  archived?: true
}

export function readAudienceFilter(search: Record<string, unknown>): AudienceFilter {
  return { ...readSearchText(search['q'], 200), ...(search['archived'] === true ? { archived: true } : {}) }
}
