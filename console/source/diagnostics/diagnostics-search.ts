/** What is asked about, as the address says it: a campaign, a customer, or one journey; of a campaign's customers, which. */
export interface DiagnosticsSearch {
  campaign?: string
  customer?: string
  journey?: string
  stage?: string
  reason?: string
}

const names = ['campaign', 'customer', 'journey', 'stage', 'reason'] as const

export function readDiagnosticsSearch(search: Record<string, unknown>): DiagnosticsSearch {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name]
      return typeof value === 'string' && value !== '' ? [[name, value.slice(0, 255)]] : []
    }),
  )
}
