/**
 * The auditor's counts. A duplicate is a recipient who was accepted more than once for the same campaign; of one
 * provider alone, since a customer may rightly be reached on two channels. A push that repeats the topic and tag
 * of an earlier one on the same endpoint takes its place on the device and is `replaced`, not a duplicate. A
 * message that names no campaign is compared by its bytes.
 */
import type { AcceptedLog, AcceptedRecord, ProviderName } from './accepted-log.ts'

export interface Tally {
  accepted: number
  distinctRecipients: number
  duplicates: number
  replaced: number
}

export interface LogSummary extends Tally {
  /** Requests to the providers since the start or the last clearing, refused ones included. */
  requests: number
  byProvider: Record<ProviderName, Tally & { requests: number }>
  /** The first few duplicates, to look them up. */
  duplicateSamples: { provider: ProviderName; to: string; campaign: string | null; ids: [string, string] }[]
  firstAcceptedAt: string | null
  lastAcceptedAt: string | null
}

export interface SummaryFilter {
  provider?: ProviderName
  campaign?: string
}

const PROVIDERS: readonly ProviderName[] = ['resend', 'vonage', 'push']
const SAMPLES = 20

export function createSummaryReader(log: AcceptedLog, countRequests: (provider: ProviderName) => number) {
  // Kept between calls, so that a caller who polls pays for the new lines only.
  let running = createAuditor()
  let readSeq = 0

  return {
    async read(filter: SummaryFilter = {}): Promise<LogSummary> {
      const isWhole = filter.provider === undefined && filter.campaign === undefined
      if (log.lastSeq() < readSeq) {
        running = createAuditor()
        readSeq = 0
      }
      const auditor = isWhole ? running : createAuditor()
      for await (const record of log.read(isWhole ? readSeq : 0)) {
        // Two calls at once read the same lines: each is counted by whoever comes to it first.
        if (isWhole && record.seq <= readSeq) continue
        if (filter.provider !== undefined && record.provider !== filter.provider) continue
        if (filter.campaign !== undefined && record.campaign !== filter.campaign) continue
        auditor.count(record)
        if (isWhole) readSeq = record.seq
      }
      return auditor.summarise(countRequests)
    },
    forget(): void {
      running = createAuditor()
      readSeq = 0
    },
  }
}

function createAuditor() {
  const tallies = new Map(
    PROVIDERS.map((provider) => [provider, { accepted: 0, duplicates: 0, replaced: 0, recipients: new Set<string>() }]),
  )
  const firstIds = new Map<string, string>()
  const duplicateSamples: LogSummary['duplicateSamples'] = []
  let firstAcceptedAt: string | null = null
  let lastAcceptedAt: string | null = null

  function count(record: AcceptedRecord): void {
    const tally = tallies.get(record.provider)
    if (!tally) return
    const recipient = record.to.toLowerCase()
    tally.accepted += 1
    tally.recipients.add(recipient)
    firstAcceptedAt ??= record.acceptedAt
    lastAcceptedAt = record.acceptedAt
    const replaces = record.provider === 'push' && record.topic !== undefined && record.tag !== undefined
    const subject = replaces
      ? `slot\n${record.topic}\n${record.tag}`
      : record.campaign !== undefined
        ? `campaign\n${record.campaign}`
        : `bytes\n${record.sha256}:${record.index ?? 0}`
    const key = `${record.provider}\n${recipient}\n${subject}`
    const earlier = firstIds.get(key)
    if (earlier === undefined) {
      firstIds.set(key, record.id)
    } else if (replaces) {
      tally.replaced += 1
    } else {
      tally.duplicates += 1
      if (duplicateSamples.length < SAMPLES)
        duplicateSamples.push({ provider: record.provider, to: record.to, campaign: record.campaign ?? null, ids: [earlier, record.id] })
    }
  }

  function summarise(countRequests: (provider: ProviderName) => number): LogSummary {
    const byProvider = Object.fromEntries(
      [...tallies].map(([provider, { recipients, ...tally }]) => [
        provider,
        { requests: countRequests(provider), ...tally, distinctRecipients: recipients.size },
      ]),
    ) as LogSummary['byProvider']
    const add = (field: keyof Tally | 'requests') => PROVIDERS.reduce((sum, provider) => sum + byProvider[provider][field], 0)
    return {
      requests: add('requests'),
      accepted: add('accepted'),
      distinctRecipients: add('distinctRecipients'),
      duplicates: add('duplicates'),
      replaced: add('replaced'),
      byProvider,
      duplicateSamples: [...duplicateSamples],
      firstAcceptedAt,
      lastAcceptedAt,
    }
  }

  return { count, summarise }
}
