/** The sources of the catalogue as SQL: where their records are, whose they are, what dates them, and their fields. All are by now: see `by` in records. */
import { type SourceName, sources } from '../../../domain/audience-rules/dimensions.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { readNumber } from './rule-attributes.ts'
import type { RuleClock } from './rule-clock.ts'
import type { Column } from './rule-columns.ts'
import { choice, isOfCampaign, type RecordSource, unknownColumn } from './record-source.ts'
import { listValues, splitOperator } from './rule-comparisons.ts'
import { describeVouchers } from './rule-vouchers.ts'

/** What is read at once: a source, or the part of one that a test is about. */
export type ScanName = SourceName | 'sentMessages' | 'reactions'

/** Messages and reactions are two tables: a test of one kind alone does not read the other. @param where the test’s own rule over records */
export function chooseScan(source: SourceName, where: Rule | undefined): ScanName {
  if (source !== 'engagement') return source
  const types = where === undefined ? everyType : listPossibleTypes(where)
  if (!types.includes('sent')) return 'reactions'
  return types.length === 1 ? 'sentMessages' : source
}

export function describeSource(sql: Sql, clock: RuleClock, source: ScanName): RecordSource {
  switch (source) {
    case 'orders':
      return describeOrders(sql, sql`o.is_valid`)
    case 'cancelledOrders':
      return describeOrders(sql, sql`NOT o.is_valid`)
    case 'orderItems':
      return describeItems(sql)
    case 'events':
      return describeEvents(sql)
    case 'engagement':
      return describeEngagement(sql, sql`${selectSentMessages(sql)} UNION ALL ${selectReactions(sql)}`)
    case 'sentMessages':
      return describeEngagement(sql, selectSentMessages(sql))
    case 'reactions':
      return describeEngagement(sql, selectReactions(sql))
    case 'segmentChanges':
      return describeSegmentChanges(sql)
    case 'vouchers':
    case 'redemptions':
      return describeVouchers(sql, clock, source)
  }
}

/** What a sum or an average adds up; null of what is no number. */
export function selectSummand(sql: Sql, column: Column): Fragment {
  if (column.type === 'money') return column.amount
  if (column.type === 'attribute') return readNumber(sql, column.attribute)
  if (column.type === 'number') return column.value
  throw unknownColumn(column.type)
}

function describeOrders(sql: Sql, isCounted: Fragment): RecordSource {
  return {
    from: sql`orders AS o WHERE ${isCounted}`,
    customerId: sql`o.customer_id`,
    at: sql`o.placed_at`,
    currency: sql`o.currency`,
    column(name, key) {
      if (name === 'total') return { type: 'money', amount: sql`o.net_minor`, currency: sql`o.currency` }
      if (name === 'refunded') return { type: 'money', amount: sql`o.refunded_minor`, currency: sql`o.currency` }
      if (name === 'status') return choice(sql, sql`o.status`)
      if (name === 'currency') return { type: 'text', value: sql`o.currency` }
      if (key !== undefined) return { type: 'attribute', attribute: { document: sql`o.attributes`, key } }
      return describeOrderColumn(sql, name)
    },
  }
}

/** What orders and their items are both asked about. */
function describeOrderColumn(sql: Sql, name: string): Column {
  if (name === 'paymentMethod') return { type: 'text', value: sql`o.payment_method` }
  if (name === 'coupon') return { type: 'text', value: sql`o.coupon` }
  if (name === 'placedAt') return { type: 'instant', value: sql`o.placed_at` }
  throw unknownColumn(name)
}

function describeItems(sql: Sql): RecordSource {
  const texts: Record<string, Fragment> = {
    product: sql`i.product_external_id`,
    name: sql`i.name`,
    category: sql`i.category`,
    merchant: sql`i.merchant`,
    vertical: sql`i.vertical`,
  }
  return {
    from: sql`orders AS o JOIN order_items AS i ON i.order_id = o.id WHERE o.is_valid`,
    customerId: sql`o.customer_id`,
    at: sql`o.placed_at`,
    currency: sql`o.currency`,
    column(name) {
      const text = Object.hasOwn(texts, name) ? texts[name] : undefined
      if (text !== undefined) return { type: 'text', value: text }
      if (name === 'quantity') return { type: 'number', value: sql`i.quantity` }
      if (name === 'price') return { type: 'money', amount: sql`i.price_minor`, currency: sql`o.currency` }
      // A price of the largest kind times a quantity is more than a bigint holds.
      if (name === 'amount') return { type: 'money', amount: sql`(i.price_minor::numeric * i.quantity)`, currency: sql`o.currency` }
      return describeOrderColumn(sql, name)
    },
  }
}

function describeEvents(sql: Sql): RecordSource {
  return {
    from: sql`events AS e WHERE true`,
    customerId: sql`e.customer_id`,
    at: sql`e.occurred_at`,
    column(name, key) {
      if (name === 'name') return { type: 'text', value: sql`e.name`, isIndexed: true }
      if (name === 'occurredAt') return { type: 'instant', value: sql`e.occurred_at` }
      if (key !== undefined) return { type: 'attribute', attribute: { document: sql`e.properties`, key } }
      throw unknownColumn(name)
    },
  }
}

const everyType: readonly string[] = describeEngagementTypes()

function describeEngagementTypes(): readonly string[] {
  const types = sources.find(({ name }) => name === 'engagement')?.fields.find(({ name }) => name === 'type')?.values
  if (types === undefined) throw unknownColumn('type')
  return types
}

/** No record of another type fulfils the rule. */
function listPossibleTypes(rule: Rule): readonly string[] {
  if ('all' in rule) return rule.all.reduce((left, part) => left.filter((type) => listPossibleTypes(part).includes(type)), everyType)
  if ('any' in rule) return everyType.filter((type) => rule.any.some((part) => listPossibleTypes(part).includes(type)))
  if ('not' in rule || rule.field !== 'type') return everyType
  const { isNegated } = splitOperator(rule.op)
  const named = listValues<string>(rule.value)
  return everyType.filter((type) => named.includes(type) !== isNegated)
}

/** Messages that a provider took. */
function selectSentMessages(sql: Sql): Fragment {
  return sql`
    SELECT customer_id, 'sent' AS type, channel, send_id, accepted_at AS occurred_at FROM deliveries
    WHERE accepted_at IS NOT NULL AND ${isMarketing(sql)}`
}

/** What the provider, the recipient or their mail program told of them since. */
function selectReactions(sql: Sql): Fragment {
  return sql`
    SELECT customer_id, type, channel, send_id, occurred_at FROM delivery_events
    WHERE type IN ('delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed') AND NOT (is_bot AND type IN ('opened', 'clicked'))
      AND ${isMarketing(sql)}`
}

function isMarketing(sql: Sql): Fragment {
  return sql`send_id IN (SELECT id FROM sends WHERE is_marketing)`
}

function describeEngagement(sql: Sql, records: Fragment): RecordSource {
  return {
    from: sql`(${records}) AS g WHERE true`,
    customerId: sql`g.customer_id`,
    at: sql`g.occurred_at`,
    column(name) {
      if (name === 'type') return choice(sql, sql`g.type`)
      if (name === 'channel') return { type: 'choice', holds: (values) => ({ holds: sql`g.channel = ANY (${values}::channel[])` }) }
      if (name === 'occurredAt') return { type: 'instant', value: sql`g.occurred_at` }
      if (name !== 'campaign') throw unknownColumn(name)
      return {
        type: 'membership',
        holds: (ids) => ({
          holds: sql`g.send_id = ANY (ARRAY (SELECT id FROM sends WHERE ${isOfCampaign(sql, ids)}))`,
        }),
      }
    },
  }
}

function describeSegmentChanges(sql: Sql): RecordSource {
  return {
    from: sql`(
      SELECT customer_id, changed_at, segment, 'entered' AS change FROM segment_changes CROSS JOIN LATERAL unnest(entered) AS segment
      UNION ALL
      SELECT customer_id, changed_at, segment, 'left' FROM segment_changes CROSS JOIN LATERAL unnest(exited) AS segment
    ) AS h WHERE true`,
    customerId: sql`h.customer_id`,
    at: sql`h.changed_at`,
    column(name) {
      if (name === 'segment') return choice(sql, sql`h.segment`)
      if (name === 'change') return choice(sql, sql`h.change`)
      if (name === 'changedAt') return { type: 'instant', value: sql`h.changed_at` }
      throw unknownColumn(name)
    },
  }
}
