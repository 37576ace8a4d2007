/** The dimensions of the catalogue as SQL: columns of the customer `c`, and of what is joined to it. References to audiences are the compiler's own. */
import type { ChannelName } from '../../../domain/channels.ts'
import { nameRfmCell } from '../../../domain/rfm-cells.ts'
import { stageKeys } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { selectAge } from './rule-birthdays.ts'
import type { RuleClock } from './rule-clock.ts'
import type { Column } from './rule-columns.ts'
import type { RenderedTest } from './rule-expression.ts'
import { type Joins, testPresence } from './rule-joins.ts'
import { requireUuid, unknownColumn } from './record-source.ts'

const textColumns: Readonly<Record<string, string>> = {
  externalId: 'external_id',
  email: 'email',
  phone: 'phone',
  firstName: 'first_name',
  lastName: 'last_name',
  language: 'language',
  country: 'country',
  region: 'region',
  city: 'city',
  postalCode: 'postal_code',
  timeZone: 'time_zone',
}

/** @param key of an attribute */
export function describeDimension(sql: Sql, clock: RuleClock, joins: Joins, name: string, key?: string): Column {
  if (key !== undefined) return { type: 'attribute', attribute: { document: sql`c.attributes`, key } }
  const text = Object.hasOwn(textColumns, name) ? textColumns[name] : undefined
  if (text !== undefined) return { type: 'text', value: sql`${sql(`c.${text}`)}` }
  const [topic, part] = name.split('.')
  switch (topic) {
    case 'createdAt':
      return { type: 'instant', value: sql`c.created_at` }
    case 'birthday':
      if (part === undefined) return { type: 'anniversary', value: sql`c.birthday` }
      return { type: 'number', value: sql`extract(month FROM c.birthday)::integer` }
    case 'age':
      return { type: 'number', value: sql`(CASE WHEN c.birthday IS NOT NULL THEN ${selectAge(sql, clock, sql`c.birthday`)} END)` }
    case 'consent':
      return describeConsent(sql, joins, requireChannel(part))
    case 'reachable':
      return { type: 'boolean', value: testReachable(sql, joins, requireChannel(part)) }
    case 'suppressed':
      return { type: 'boolean', value: testSuppressed(sql, joins, part === 'email' ? 'email' : 'sms') }
    case 'pushDevices':
      return { type: 'number', value: countDevices(sql, joins) }
    case 'lastContact':
      joins.contactState()
      return { type: 'instant', value: part === undefined ? sql`s.last_contact_at` : sql`${sql(`s.last_${requireChannel(part)}_at`)}` }
    case 'segment':
      return { type: 'membership', holds: (segments) => testSegments(sql, joins, segments) }
    case 'rfm':
      return part === undefined ? describeRfmCells(sql, joins) : { type: 'number', value: selectScore(sql, joins, part) }
    case 'group':
      return {
        type: 'membership',
        holds: (ids) =>
          testGroups(
            sql,
            joins,
            ids.map((id) => requireUuid('group', id)),
          ),
      }
    default:
      throw unknownColumn(name)
  }
}

/** @param segments of the nine */
export function testSegments(sql: Sql, joins: Joins, segments: string[]): RenderedTest {
  joins.metrics()
  const stages: readonly string[] = stageKeys
  // Array operators with a null on one side are null: whoever has no metrics is in no segment.
  return {
    holds: sql`(metrics.stage = ANY (${segments.filter((segment) => stages.includes(segment))}::text[])
      OR metrics.tags && ${segments.filter((segment) => !stages.includes(segment))}::text[])`,
  }
}

/** Cells of the matrix, each as ten times its recency and its FM. */
export function testRfmCells(sql: Sql, joins: Joins, cells: number[]): RenderedTest {
  joins.metrics()
  return { holds: sql`(metrics.recency_score * 10 + (metrics.frequency_score + metrics.monetary_score) / 2) = ANY (${cells}::integer[])` }
}

/** @param groupIds UUIDs */
export function testGroups(sql: Sql, joins: Joins, groupIds: string[]): RenderedTest {
  const alias = joins.rows(
    `groups ${groupIds.join()}`,
    (owned) => sql`
    SELECT ${groupIds.length > 1 ? sql`DISTINCT` : sql``} customer_id FROM group_members
    WHERE group_id = ANY (${groupIds}::uuid[]) AND ${owned(sql`customer_id`)}`,
  )
  return testPresence(sql, alias)
}

/** Has consented, has an address, and the address is not suppressed. */
function testReachable(sql: Sql, joins: Joins, channel: ChannelName): RenderedTest {
  joins.contactState()
  const hasConsented = sql`${sql(`s.${channel}_consent`)} = 'subscribed'`
  if (channel === 'push') return { holds: sql`(${hasConsented} AND ${sql(`${joinDevices(sql, joins)}.open`)} > 0)` }
  joins.suppression(channel)
  const [address, suppressed] = channel === 'email' ? [sql`c.email`, sql`x_email.address`] : [sql`c.phone`, sql`x_sms.address`]
  return { holds: sql`(${hasConsented} AND ${address} IS NOT NULL AND ${suppressed} IS NULL)` }
}

/** Devices that are not suppressed, 0 or more. */
export function countOpenDevices(sql: Sql, joins: Joins): Fragment {
  return sql`coalesce(${sql(`${joinDevices(sql, joins)}.open`)}, 0)`
}

function countDevices(sql: Sql, joins: Joins): Fragment {
  return sql`coalesce(${sql(`${joinDevices(sql, joins)}.devices`)}, 0)`
}

function joinDevices(sql: Sql, joins: Joins): string {
  return joins.rows(
    'devices',
    (owned) => sql`
    SELECT p.customer_id, count(*) AS devices, count(*) FILTER (WHERE x.address IS NULL) AS open
    FROM push_subscriptions AS p LEFT JOIN suppressions AS x ON x.channel = 'push' AND x.address = p.endpoint
    WHERE ${owned(sql`p.customer_id`)} GROUP BY p.customer_id`,
  )
}

function testSuppressed(sql: Sql, joins: Joins, channel: 'email' | 'sms'): RenderedTest {
  joins.suppression(channel)
  const suppressed = channel === 'email' ? sql`x_email.address` : sql`x_sms.address`
  return { holds: sql`${suppressed} IS NOT NULL`, fails: sql`${suppressed} IS NULL` }
}

function describeConsent(sql: Sql, joins: Joins, channel: ChannelName): Column {
  joins.contactState()
  const consent = sql`${sql(`s.${channel}_consent`)}`
  return {
    type: 'choice',
    // Who has no state has never been asked.
    holds: (values) => ({
      holds: sql`${values.includes('never') ? sql`coalesce(${consent}, 'never')` : consent} = ANY (${values}::consent_status[])`,
    }),
  }
}

function describeRfmCells(sql: Sql, joins: Joins): Column {
  const scores = [1, 2, 3, 4, 5]
  return {
    type: 'membership',
    holds: (names) =>
      testRfmCells(
        sql,
        joins,
        scores.flatMap((recency) => scores.filter((fm) => names.includes(nameRfmCell({ recency, fm }))).map((fm) => recency * 10 + fm)),
      ),
  }
}

function selectScore(sql: Sql, joins: Joins, part: string): Fragment {
  joins.metrics()
  switch (part) {
    case 'recency':
      return sql`metrics.recency_score`
    case 'frequency':
      return sql`metrics.frequency_score`
    case 'monetary':
      return sql`metrics.monetary_score`
    case 'fm':
      return sql`((metrics.frequency_score + metrics.monetary_score) / 2)`
    case 'aov':
      return sql`metrics.aov_score`
    default:
      throw unknownColumn(`rfm.${part}`)
  }
}

function requireChannel(name: string | undefined): ChannelName {
  if (name === 'email' || name === 'sms' || name === 'push') return name
  throw unknownColumn(name ?? '')
}
