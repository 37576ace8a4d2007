/** The days that a report is about, as the address says them: `YYYY-MM-DD`, both included. Left out: what the API takes, the latest 90 days. */
export interface Period {
  from?: string
  to?: string
}

export function readPeriod(search: Record<string, unknown>): Period {
  return { ...readDay('from', search['from']), ...readDay('to', search['to']) }
}

function readDay(name: 'from' | 'to', value: unknown): Period {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { [name]: value } : {}
}
