/** The figures of customer-engagement and of the times to acceptance, row by row. */
import { isWithin, type LedgerOracle, type Range } from './ledger-oracle.ts'
import type { Question, RawRows } from './raw-rows.ts'

type Voucher = ReturnType<LedgerOracle['askVouchers']>[number]

export function judgeEngagement(oracle: LedgerOracle, question: Question, range: Range, isOf: (voucher: Voucher) => boolean) {
  const cohort = oracle.askVouchers(question).filter((v) => isWithin(v.issued_at, range) && isOf(v))
  const durations = (from: 'issued_at' | 'delivered_at' | 'accepted_at', until: 'delivered_at' | 'accepted_at' | 'redeemed_at') => {
    const times = cohort.flatMap((v) => {
      const [start, end] = [v[from], v[until]]
      return start === null || end === null ? [] : [Math.max(0, end.getTime() - start.getTime())]
    })
    return { medianMs: interpolate(times, 0.5), p90Ms: interpolate(times, 0.9) }
  }
  const redeemed = cohort.filter((v) => v.redeemed_at !== null).length
  return {
    issued: cohort.length,
    delivered: cohort.filter((v) => v.delivered_at !== null).length,
    clicked: cohort.filter((v) => oracle.isClicked(v)).length,
    accepted: cohort.filter((v) => v.accepted_at !== null).length,
    redeemed,
    redemptionRate: cohort.length === 0 ? null : redeemed / cohort.length,
    issuedToDelivered: durations('issued_at', 'delivered_at'),
    deliveredToAccepted: durations('delivered_at', 'accepted_at'),
    acceptedToRedeemed: durations('accepted_at', 'redeemed_at'),
    issuedToRedeemed: durations('issued_at', 'redeemed_at'),
  }
}

/** Between the neighbours of the place that the share falls on. */
export function interpolate(values: readonly number[], share: number): number | null {
  const ascending = values.toSorted((a, b) => a - b)
  const place = share * (ascending.length - 1)
  const [low, high] = [ascending[Math.floor(place)], ascending[Math.ceil(place)]]
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place))
}

/** Of each message accepted in the range: whose, on which channel, and its three times. */
export function judgeTimesToAccepted({
  rows,
  oracle,
  question,
  range,
}: {
  rows: RawRows
  oracle: LedgerOracle
  question: Question
  range: Range
}) {
  const found: { kind: string; channel: string; total: number; waiting: number; working: number }[] = []
  const add = (kind: string, channel: string, triggered: number, accepted: number, due: number) => {
    const dueAt = Math.min(accepted, due)
    found.push({
      kind,
      channel,
      total: Math.max(0, accepted - triggered),
      waiting: Math.max(0, dueAt - triggered),
      working: Math.max(0, accepted - dueAt),
    })
  }
  for (const d of rows.deliveries) {
    const send = oracle.sends.get(d.send_id)
    if (send === undefined || !isWithin(d.accepted_at, range) || (question.channel !== undefined && d.channel !== question.channel))
      continue
    if (!oracle.isAsked(question, send.campaign_kind, send.campaign_id)) continue
    const acceptedAt = d.accepted_at.getTime()
    if (send.campaign_kind === 'promotion') {
      const promotion = rows.promotions.find(({ id }) => id === send.campaign_id)
      const page = rows.send_pages.find((p) => p.send_id === d.send_id && p.page === d.page)
      const isOffer = rows.promotion_sends.some((s) => s.send_id === d.send_id && s.purpose === 'offer')
      if (promotion === undefined || page === undefined || !isOffer) continue
      const launchedAt = promotion.launched_at.getTime()
      add('promotion', d.channel, launchedAt, acceptedAt, Math.max(launchedAt, page.not_before.getTime()))
      continue
    }
    for (const message of rows.journey_messages.filter((m) => m.send_id === d.send_id && m.channel === d.channel)) {
      const journey = rows.journeys.find((j) => j.id === message.journey_id && j.customer_id === d.customer_id)
      if (journey === undefined) continue
      const story = rows.journey_events
        .filter((e) => e.journey_id === journey.id && e.at.getTime() < acceptedAt)
        .sort((a, b) => a.seq - b.seq)
      const ends = story.flatMap(({ kind, details }, index) => {
        if (kind !== 'waiting' && kind !== 'deferred') return []
        return [Math.min(details?.until ?? 0, story[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY)]
      })
      add(
        'autopilot',
        d.channel,
        journey.matched_at.getTime(),
        acceptedAt,
        Math.max(journey.matched_at.getTime(), journey.not_before.getTime(), ...ends),
      )
    }
  }
  return found
}
