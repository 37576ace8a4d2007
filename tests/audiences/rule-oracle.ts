/**
 * The language of audiences once more, customer by customer, in plain code: what the SQL is held against. It follows the words of rule.ts and of the
 * catalogue, and knows nothing of how the SQL does it.
 */
import { resolveField } from '../../domain/audience-rules/fields.ts'
import type { Condition, Rule } from '../../domain/audience-rules/rule.ts'
import { formatId } from '../../domain/ids.ts'
import { nameRfmCell } from '../../domain/rfm-cells.ts'
import { judgeSegments, type OracleScores } from '../segments/segment-oracle.ts'
import { ageOf, isInstantWithin } from './oracle-clock.ts'
import { judgeCondition, none, type Value } from './oracle-comparisons.ts'
import { type FieldValue, listRecords, type OracleRecord } from './oracle-records.ts'
import { toDecimal } from './oracle-values.ts'
import type { RuleStore, StoreCustomer } from './rule-store.ts'

export type Judge = (rule: Rule, customer: StoreCustomer) => boolean

/** Judges customers of one store. Segments are those of its latest refresh. */
export function createJudge(store: RuleStore): Judge {
  const orders = store.orders.map(({ customer, placedAtMs, totalMinor, refundedMinor, status }) => ({
    customer,
    placedAtMs,
    netMinor: totalMinor - refundedMinor,
    isValid: status !== 'cancelled' && status !== 'refunded',
  }))
  const scores = judgeSegments(orders, store.refreshedAtMs)

  const judge: Judge = (rule, customer) =>
    judgeTree(rule, (condition) => judgeCondition(store, condition, readCustomer(condition, customer)))

  function judgeTree(rule: Rule, judgeOne: (condition: Condition) => boolean): boolean {
    if ('all' in rule) return rule.all.every((part) => judgeTree(part, judgeOne))
    if ('any' in rule) return rule.any.some((part) => judgeTree(part, judgeOne))
    return 'not' in rule ? !judgeTree(rule.not, judgeOne) : judgeOne(rule)
  }

  function readCustomer(condition: Condition, customer: StoreCustomer): Value {
    const field = resolveField(condition.field)
    if (field === undefined) throw new Error(`Unknown field ${condition.field}`)
    if (field.kind === 'dimension') return readDimension(condition.field, customer)
    const records = listRecords(store, customer.externalId, field.source.name).filter(
      (record) =>
        (condition.within === undefined || isInstantWithin(store, record.atMs, condition.within)) &&
        (condition.where === undefined || judgeTree(condition.where, (own) => judgeCondition(store, own, readField(record, own.field)))),
    )
    const times = records.map((record) => record.atMs)
    switch (field.measure) {
      case 'count':
        return { kind: 'number', number: toDecimal(records.length) }
      case 'first':
        return times.length === 0 ? none : { kind: 'instant', atMs: Math.min(...times) }
      case 'last':
        return times.length === 0 ? none : { kind: 'instant', atMs: Math.max(...times) }
      case 'sum':
      case 'average':
        return { kind: 'total', measure: field.measure, parts: records.map((record) => readField(record, condition.of ?? '')) }
    }
  }

  function readDimension(name: string, customer: StoreCustomer): Value {
    const [topic, detail] = split(name)
    const score = scores.get(customer.externalId)
    switch (topic) {
      case 'attributes':
        return { kind: 'free', json: readOwn(customer.attributes, detail) }
      case 'consent':
        return { kind: 'text', text: customer.consents[detail as 'email'] }
      case 'reachable':
        return { kind: 'boolean', boolean: isReachable(store, customer, detail) }
      case 'suppressed':
        return { kind: 'boolean', boolean: listAddresses(customer, detail).some((address) => isSuppressed(store, detail, address)) }
      case 'pushDevices':
        return { kind: 'number', number: toDecimal(customer.pushDevices.length) }
      case 'lastContact':
        return toInstant(customer.lastContactMs[detail === '' ? 'any' : (detail as 'email')])
      case 'createdAt':
        return toInstant(customer.createdAtMs)
      case 'birthday':
        if (customer.birthday === null) return none
        return detail === 'month' ? toNumber(Number(customer.birthday.slice(5, 7))) : { kind: 'birthday', day: customer.birthday }
      case 'age':
        return customer.birthday === null ? none : toNumber(ageOf(store, customer.birthday))
      case 'segment':
        return belongTo(score === undefined ? [] : [score.stage, ...score.tags])
      case 'rfm':
        return readScores(score, detail)
      case 'group':
        return belongTo(store.groups.filter(({ members }) => members.includes(customer.externalId)).map(({ id }) => formatId('group', id)))
      case 'audience':
        return {
          kind: 'memberships',
          includes: (name) => store.audiences.some(({ id, rule }) => formatId('audience', id) === name && judge(rule, customer)),
        }
      default: {
        const text = customer[name as 'city']
        return text === null ? none : { kind: 'text', text }
      }
    }
  }

  return judge
}

function readField(record: OracleRecord, name: string): Value {
  const [topic, key] = split(name)
  const value: FieldValue | undefined = record.fields[topic]
  if (value === undefined || value === null) return none
  if (typeof value === 'string') return { kind: 'text', text: value }
  if (typeof value === 'number') return toNumber(value)
  if (typeof value === 'boolean') return { kind: 'boolean', boolean: value }
  if ('free' in value) return { kind: 'free', json: readOwn(value.free, key) }
  return 'atMs' in value ? { kind: 'instant', atMs: value.atMs } : { kind: 'money', ...value }
}

/** At the first dot. */
function split(name: string): [string, string] {
  const dot = name.indexOf('.')
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
}

function readOwn(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function belongTo(names: string[]): Value {
  return { kind: 'memberships', includes: (name) => names.includes(name) }
}

function toNumber(number: number): Value {
  return { kind: 'number', number: toDecimal(number) }
}

function toInstant(atMs: number | null): Value {
  return atMs === null ? none : { kind: 'instant', atMs }
}

function readScores(score: OracleScores | undefined, detail: string): Value {
  if (score === undefined) return detail === '' ? belongTo([]) : none
  const fm = Math.floor((score.frequency + score.monetary) / 2)
  if (detail === '') return belongTo([nameRfmCell({ recency: score.recency, fm })])
  return toNumber(detail === 'fm' ? fm : score[detail as 'recency'])
}

function listAddresses(customer: StoreCustomer, channel: string): string[] {
  const address = channel === 'email' ? customer.email : customer.phone
  return channel === 'push' ? customer.pushDevices : address === null ? [] : [address]
}

function isSuppressed({ suppressions }: RuleStore, channel: string, address: string): boolean {
  return suppressions.some((one) => one.channel === channel && one.address === address)
}

function isReachable(store: RuleStore, customer: StoreCustomer, channel: string): boolean {
  const isSubscribed = customer.consents[channel as 'email'] === 'subscribed'
  return isSubscribed && listAddresses(customer, channel).some((address) => !isSuppressed(store, channel, address))
}
