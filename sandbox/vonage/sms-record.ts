/**
 * What Vonage knows of one accepted SMS: enough for the Reports API and the delivery receipts, without the text.
 * Looked up by message id or by the sender's own reference, also after a restart.
 */
import type { AcceptedRecord } from '../log/accepted-log.ts'

export interface SmsRecord {
  id: string
  to: string
  from: string
  clientRef?: string
  parts: number
  acceptedAt: number
  status: 'submitted' | 'delivered' | 'rejected' | 'undeliverable'
  finalAt?: number
}

/** EUR a part, as in Vonage's examples. */
const PRICE_PER_PART = 0.0333

export function priceOf({ parts }: Pick<SmsRecord, 'parts'>): string {
  return (PRICE_PER_PART * parts).toFixed(4)
}

export type SmsRecords = ReturnType<typeof createSmsRecords>

export function createSmsRecords() {
  const byId = new Map<string, SmsRecord>()
  const idsByRef = new Map<string, string[]>()

  function add(record: SmsRecord): void {
    byId.set(record.id, record)
    if (record.clientRef !== undefined) idsByRef.set(record.clientRef, [...(idsByRef.get(record.clientRef) ?? []), record.id])
  }

  return {
    add,
    byId: (id: string) => byId.get(id),
    withRef: (clientRef: string) => (idsByRef.get(clientRef) ?? []).flatMap((id) => byId.get(id) ?? []),
    all: () => [...byId.values()],
    /** Takes up what an earlier process accepted; how it ended is taken to be the usual. */
    restore(entry: AcceptedRecord): void {
      if (entry.provider !== 'vonage') return
      const acceptedAt = Date.parse(entry.acceptedAt)
      add({
        id: entry.id,
        to: entry.to,
        from: entry.from ?? '',
        ...(entry.clientRef !== undefined && { clientRef: entry.clientRef }),
        parts: entry.parts ?? 1,
        acceptedAt,
        status: 'delivered',
        finalAt: acceptedAt,
      })
    },
    clear(): void {
      byId.clear()
      idsByRef.clear()
    },
  }
}
