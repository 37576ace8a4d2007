/** The days that a report is about, as the address says them: `YYYY-MM-DD`, both included. Left out: what the API takes, the latest 90 days. */
export interface Period {
  from?: string
  to?: string
}

/** Those who were in a segment when the period began, or when it ended; `none` is who had no order by then. */
export interface MoverSearch extends Period {
  before?: string
  after?: string
}

export function readMoverSearch(search: Record<string, unknown>): MoverSearch {
  return { ...readPeriod(search), ...readName('before', search['before']), ...readName('after', search['after']) }
}

function readName(name: 'before' | 'after', value: unknown): MoverSearch {
  return typeof value === 'string' && value !== '' ? { [name]: value.slice(0, 40) } : {}
}

export function readPeriod(search: Record<string, unknown>): Period {
  return { ...readDay('from', search['from']), ...readDay('to', search['to']) }
}

function readDay(name: 'from' | 'to', value: unknown): Period {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { [name]: value } : {}
}
