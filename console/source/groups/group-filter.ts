/** What the list of groups is filtered by, as its address says it. */
import { readSearchText } from '../http/search-text.ts'

export interface GroupFilter {
  q?: string
  deleted?: true
}

export function readGroupFilter(search: Record<string, unknown>): GroupFilter {
  return { ...readSearchText(search['q'], 200), ...(search['deleted'] === true ? { deleted: true } : {}) }
}
