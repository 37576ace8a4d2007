/** The figures of overview and campaign-perf, row by row. */
import { type Arm, compareArms } from '../../domain/lift.ts'
import { isWithin, type LedgerOracle, type Range } from './ledger-oracle.ts'
import type { Question, RawRows } from './raw-rows.ts'

const openStatuses = ['reserved', 'issued', 'delivered', 'undeliverable', 'accepted', 'locked']
const takenStatuses = ['accepted', 'delivered', 'undeliverable', 'bounced']
const exponents: Record<string, number> = { JPY: 0, KWD: 3 }

export interface ActivityInput {
  rows: RawRows
  oracle: LedgerOracle
  question: Question
  now: Date
  store: { currency: string; smsPartCostMicros: number }
}

/** As the API gives them, of one campaign or of all that are asked for. */
export function judgeActivity({ rows, oracle, question, now, store }: ActivityInput, range: Range, only?: { kind: string; id: string }) {
  const isOf = (kind: string, id: string) => only === undefined || (only.kind === kind && only.id === id)
  const vouchers = oracle.askVouchers(question).filter((v) => isOf(v.campaign_kind, v.campaign_id))
  const happened = (at: (voucher: (typeof vouchers)[number]) => Date | null) => vouchers.filter((v) => isWithin(at(v), range))
  const isOver = ({ status, expires_at: expiresAt }: (typeof vouchers)[number]) =>
    openStatuses.includes(status) && expiresAt !== null && expiresAt <= now
  const ended = (status: string) => happened((v) => (v.status === status ? v.ended_at : null)).length
  const issued = happened((v) => v.issued_at)
  const redeemedOfIssued = issued.filter(({ status }) => status === 'redeemed').length
  const redeemed = happened((v) => v.redeemed_at)
  const messages = rows.deliveries.filter((d) => {
    const send = oracle.sends.get(d.send_id)
    return (
      send !== undefined &&
      isWithin(d.accepted_at, range) &&
      takenStatuses.includes(d.status) &&
      isOf(send.campaign_kind, send.campaign_id) &&
      oracle.isAsked(question, send.campaign_kind, send.campaign_id, { id: d.customer_id, at: d.accepted_at }) &&
      (question.channel === undefined || d.channel === question.channel)
    )
  })
  const orders = oracle.credited.filter(
    (o) =>
      isWithin(o.placedAt, range) &&
      isOf(o.kind, o.id) &&
      oracle.isAsked(question, o.kind, o.id, { id: o.customerId, at: o.touchedAt }) &&
      (question.channel === undefined || o.channel === question.channel),
  )
  const revenue = sumBy(orders, (o) => [o.currency, o.netMinor])
  const discount = sumBy(redeemed, (v) => [v.currency, Number(v.discount_minor)])
  const said = messages.filter((d) => d.cost_micros !== null)
  const unsaid = messages.filter((d) => d.cost_micros === null && d.sms_parts !== null)
  const estimated = sumBy(unsaid, (d) => [store.currency, (d.sms_parts ?? 0) * store.smsPartCostMicros])
  const cost = addAmounts(
    sumBy(said, (d) => [d.cost_currency ?? '', Number(d.cost_micros)]),
    estimated,
  )
  const margin: Record<string, number> = {}
  for (const currency of new Set([...Object.keys(revenue), ...Object.keys(discount), ...Object.keys(cost)])) {
    const micros = 10 ** (6 - (exponents[currency] ?? 2))
    const [paid, off] = [revenue[currency] ?? 0, discount[currency] ?? 0]
    margin[currency] = Math.round((((paid + off) * question.grossMarginPercent) / 100 - off) * micros) - (cost[currency] ?? 0)
  }
  return {
    issued: issued.length,
    delivered: happened((v) => v.delivered_at).length,
    accepted: happened((v) => v.accepted_at).length,
    redeemed: redeemed.length,
    expired: ended('expired') + happened((v) => (isOver(v) ? v.expires_at : null)).length,
    revoked: ended('revoked'),
    rolledBack: ended('rolled_back'),
    redeemedOfIssued,
    redemptionRate: issued.length === 0 ? null : redeemedOfIssued / issued.length,
    messages: messages.length,
    orders: orders.length,
    ordersWithVoucher: orders.filter(({ voucher }) => voucher !== undefined).length,
    revenue: list(revenue, 'amountMinor'),
    discount: list(discount, 'amountMinor'),
    messageCost: list(cost, 'amountMicros').map((one) => ({ ...one, estimatedMicros: estimated[one.currency] ?? 0 })),
    margin: list(margin, 'amountMicros'),
  }
}

function sumBy<T>(items: readonly T[], find: (item: T) => [currency: string, value: number]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [currency, value] of items.map(find)) sums[currency] = (sums[currency] ?? 0) + value
  return sums
}

function addAmounts(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  return sumBy([...Object.entries(one), ...Object.entries(other)], (entry) => entry)
}

function list<Field extends string>(amounts: Record<string, number>, field: Field) {
  return Object.keys(amounts)
    .toSorted()
    .map((currency) => ({ currency, [field]: amounts[currency] })) as ({ currency: string } & Record<Field, number>)[]
}

/** Campaigns with the time in which they ran. */
export function listRuns({ rows, oracle, question }: ActivityInput): { kind: string; id: string; name: string; range: Range }[] {
  const promotions = rows.promotions.map((p) => ({ kind: 'promotion', id: p.id, name: p.name, from: p.launched_at, until: p.finished_at }))
  const autopilots = rows.autopilots.map((a) => ({
    kind: 'autopilot',
    id: a.id,
    name: a.name,
    from: a.enabled_at,
    until:
      a.status === 'enabled'
        ? null
        : a.status === 'disabled'
          ? a.disabled_at
          : a.disabled_at !== null && a.disabled_at > a.enabled_at
            ? a.disabled_at
            : a.retired_at,
  }))
  return [...promotions, ...autopilots]
    .filter(({ kind, id }) => oracle.isAsked(question, kind, id))
    .map(({ from, until, ...campaign }) => ({
      ...campaign,
      range: { fromMs: from.getTime(), untilMs: until?.getTime() ?? Number.POSITIVE_INFINITY },
    }))
}

const notDrawn = ['excluded', 'duplicate_address', 'no_address', 'suppressed', 'not_subscribed', 'expired', 'campaign_stopped']

/** The lift of one campaign over those drawn in the range. */
export function judgeLift(
  { rows, oracle, question, store }: ActivityInput,
  range: Range,
  campaign: { kind: string; id: string },
  defaultWindowMs: number,
) {
  if (question.channel !== undefined) return undefined
  const people = new Map<string, { at: Date; isHeldOut: boolean; windowMs: number }>()
  if (campaign.kind === 'autopilot') {
    const matches = rows.journeys.filter((j) => j.autopilot_id === campaign.id && isWithin(j.matched_at, range))
    for (const j of matches.sort((a, b) => Number(a.matched_at) - Number(b.matched_at) || a.run - b.run))
      if (!people.has(j.customer_id))
        people.set(j.customer_id, { at: j.matched_at, isHeldOut: j.arm === 'holdout', windowMs: defaultWindowMs })
  } else {
    const offers = rows.promotion_sends.filter((s) => s.promotion_id === campaign.id && s.purpose === 'offer').map((s) => s.send_id)
    for (const d of rows.deliveries) {
      const send = oracle.sends.get(d.send_id)
      if (send === undefined || !offers.includes(d.send_id) || Number(send.holdout_percent) === 0) continue
      if (d.status === 'skipped' && notDrawn.includes(d.reason ?? '') && !('voucher' in (d.policy_inputs ?? {}))) continue
      const known = people.get(d.customer_id)
      people.set(d.customer_id, {
        at: known === undefined || d.claimed_at < known.at ? d.claimed_at : known.at,
        isHeldOut: known?.isHeldOut === true || (d.status === 'skipped' && d.reason === 'holdout'),
        windowMs: Math.max(known?.windowMs ?? 0, send.policy.attributionWindowMs ?? 0),
      })
    }
  }
  const drawn = [...people]
    .map(([customerId, person]) => ({ customerId, ...person, windowMs: person.windowMs === 0 ? defaultWindowMs : person.windowMs }))
    .filter(({ customerId, at }) => isWithin(at, range) && oracle.isAsked(question, campaign.kind, campaign.id, { id: customerId, at }))
  const armOf = (isHeldOut: boolean): Arm => {
    const outcomes = drawn
      .filter((person) => person.isHeldOut === isHeldOut)
      .map(({ customerId, at, windowMs }) =>
        rows.orders.filter(
          (o) =>
            o.customer_id === customerId &&
            o.status !== 'cancelled' &&
            o.status !== 'refunded' &&
            o.placed_at > at &&
            o.placed_at.getTime() - at.getTime() <= windowMs,
        ),
      )
    const revenues = outcomes.map((orders) =>
      orders
        .filter(({ currency }) => currency === store.currency)
        .reduce((sum, o) => sum + Number(o.total_minor) - Number(o.refunded_minor), 0),
    )
    const sum = revenues.reduce((total, one) => total + one, 0)
    const mean = sum / revenues.length
    return {
      people: outcomes.length,
      buyers: outcomes.filter((orders) => orders.length > 0).length,
      orders: outcomes.reduce((total, orders) => total + orders.length, 0),
      revenueMinor: sum,
      revenueVariance: revenues.length < 2 ? null : revenues.reduce((total, one) => total + (one - mean) ** 2, 0) / (revenues.length - 1),
    }
  }
  return compareArms(armOf(false), armOf(true))
}
