/** What is asked about, as the address says it: a campaign, a customer, or one journey; of a campaign's customers, which. */
export interface DiagnosticsSearch {
  campaign?: string
  customer?: string
  journey?: string
  /** `journeys` or `messages`. */
  of?: string
  stage?: string
  /** `none`: without one. */
  reason?: string
  channel?: string
}

/** Which of a campaign's customers. */
export type DiagnosedNumber = Pick<DiagnosticsSearch, 'of' | 'stage' | 'reason' | 'channel'>

const names = ['campaign', 'customer', 'journey', 'of', 'stage', 'reason', 'channel'] as const

export function readDiagnosticsSearch(search: Record<string, unknown>): DiagnosticsSearch {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name]
      return typeof value === 'string' && value !== '' ? [[name, value.slice(0, 255)]] : []
    }),
  )
}
