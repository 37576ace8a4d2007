/** What the list of customers is filtered by, as its address says it. */
export interface CustomerFilter {
  q?: string
  segment?: string
}

export function readCustomerFilter(search: Record<string, unknown>): CustomerFilter {
  return {
    ...(search['q'] === undefined || search['q'] === '' ? {} : { q: String(search['q']).slice(0, 100) }),
    ...(typeof search['segment'] === 'string' && search['segment'] !== '' ? { segment: search['segment'] } : {}),
  }
}
