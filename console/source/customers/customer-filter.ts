/** What the list of customers is filtered by, as its address says it. */
import { readSearchText } from '../http/search-text.ts'

export interface CustomerFilter {
  q?: string
  segment?: string
}

export function readCustomerFilter(search: Record<string, unknown>): CustomerFilter {
  return {
    ...readSearchText(search['q'], 100),
    ...(typeof search['segment'] === 'string' && search['segment'] !== '' ? { segment: search['segment'] } : {}),
  }
}
