/** Conditions on the customer's own dimensions, as what is said of one customer: `is in Bulgaria`, `may not get SMS`. */
import type { ChannelName } from '../channels.ts'
import type { ConsentStatus } from '../consents.ts'
import { nameSegment } from '../segments.ts'
import type { SegmentKey } from '../segment-keys.ts'
import { describeThing, readSign } from './describe-thing.ts'
import { describeAmount, describeChoices, describePlain, describeScalar, describeWhen, joinWords, listScalars } from './describe-values.ts'
import type { ResolvedDimension } from './fields.ts'
import type { Condition, Scalar } from './rule.ts'

/** The name of an audience, a group or a broadcast by its public id; undefined where there is none. */
export type NameRecord = (id: string) => string | undefined

const channelWords: Record<ChannelName, string> = { email: 'email', sms: 'SMS', push: 'push messages' }

const displayNames = {
  country: new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }),
  language: new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }),
}
const months = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' })

/** @param isOpposite whether the sentence says that it is not so. */
export function describeCustomer(given: Condition, field: ResolvedDimension, isOpposite: boolean, names: NameRecord): string {
  const sign = readSign(given)
  const condition = sign.condition
  const isSo = isOpposite === sign.isOpposite
  const { name, type } = field.dimension
  const channel = name.split('.')[1] as ChannelName
  const has = (thing: string) => `${isSo ? 'has' : 'does not have'} ${thing}`
  const is = (what: string) => `${isSo ? 'is' : 'is not'} ${what}`
  if (type === 'boolean') return describeFlag(name, channel, isSo === (condition.value === true))
  if (type === 'membership') return is(`in the ${describeMembership(condition, name, names)}`)
  if (type === 'anniversary')
    return has(condition.op === 'is set' ? 'a known birthday' : `a birthday ${describeWhen(condition.op, condition.value)}`)
  if (type === 'instant') return describeContact(condition, name, channel, isSo)
  if (type === 'choice') return describeConsents(condition, channel, isSo)
  if (name === 'age') return describeAge(condition, isSo)
  if (name === 'pushDevices') return describeDevices(condition, isSo)
  const isChoice = condition.op === '=' || condition.op === 'in'
  if (name === 'birthday.month' && isChoice) return `${isSo ? 'was' : 'was not'} born in ${describeChoices(condition.value, nameMonth)}`
  const describe = name === 'country' || name === 'language' ? (one: Scalar) => nameCode(name, one) : describeScalar
  if (name === 'country' && isChoice) return is(`in ${describeChoices(condition.value, describe)}`)
  if ((name === 'city' || name === 'region' || name === 'timeZone') && isChoice) return is(`in ${describeThing(condition, field)}`)
  return has(describeThing(condition, field, isChoice ? describe : describeScalar))
}

function nameCode(kind: 'country' | 'language', value: Scalar): string {
  const code = typeof value === 'string' ? value : ''
  try {
    return displayNames[kind].of(kind === 'country' ? code.toUpperCase() : code) ?? describeScalar(value)
  } catch {
    return describeScalar(value)
  }
}

function nameMonth(value: Scalar): string {
  const isMonth = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 12
  return isMonth ? months.format(new Date(Date.UTC(2000, value - 1))) : `month ${describeScalar(value)}`
}

function describeFlag(name: string, channel: ChannelName, isTrue: boolean): string {
  if (name.startsWith('reachable.')) return `${isTrue ? 'may' : 'may not'} get ${channelWords[channel]}`
  return `${isTrue ? 'has' : 'does not have'} a suppressed ${channel === 'email' ? 'email address' : 'phone number'}`
}

function describeMembership({ value }: Condition, name: string, names: NameRecord): string {
  if (name === 'segment') return `segment ${describeChoices(value, (one) => nameSegment(one as SegmentKey))}`
  if (name === 'rfm') return `RFM cell ${describeChoices(value, describePlain)}`
  return `${name} ${describeChoices(value, (one) => nameReference(one, names))}`
}

/** `“Staff”`; the id where nobody knows a name. */
export function nameReference(id: Scalar, names: NameRecord): string {
  const name = typeof id === 'string' ? names(id) : undefined
  return name === undefined ? (typeof id === 'string' ? id : describeScalar(id)) : describeScalar(name)
}

function describeContact({ op, value }: Condition, name: string, channel: ChannelName | undefined, isSo: boolean): string {
  const when = describeWhen(op, value)
  if (name === 'createdAt')
    return op === 'is set' ? `${isSo ? 'has' : 'has not'} been seen` : `${isSo ? 'was' : 'was not'} first seen ${when}`
  const way = channel === undefined ? '' : ` by ${channel === 'sms' ? 'SMS' : channel}`
  if (op === 'is set') return `${isSo ? 'has' : 'has never'} been written to${way}`
  // The last of them within the last days is any of them.
  const isRecent = op === 'within' && typeof value === 'object' && 'last' in value
  return `${isSo ? 'was' : 'was not'} ${isRecent ? '' : 'last '}written to${way} ${when}`
}

function describeConsents({ value }: Condition, channel: ChannelName, isSo: boolean): string {
  const words = channelWords[channel]
  const phrases: Record<ConsentStatus, [string, string]> = {
    never: [`has never decided about ${words}`, `has decided about ${words}`],
    pending: [`has yet to confirm ${words}`, `does not have ${words} to confirm`],
    subscribed: [`is subscribed to ${words}`, `is not subscribed to ${words}`],
    unsubscribed: [`is unsubscribed from ${words}`, `is not unsubscribed from ${words}`],
  }
  return joinWords(
    listScalars(value).map((status) => phrases[status as ConsentStatus][isSo ? 0 : 1]),
    isSo ? 'or' : 'and',
  )
}

function describeAge({ op, value }: Condition, isSo: boolean): string {
  if (op === 'is set') return `${isSo ? 'has' : 'does not have'} a known age`
  const amount = describeAmount(op, value, describeScalar) ?? ''
  return `${isSo ? 'is' : 'is not'} ${amount} years old`
}

function describeDevices({ op, value }: Condition, isSo: boolean): string {
  const has = isSo ? 'has' : 'does not have'
  if (op === 'is set') return `${has} a known number of push devices`
  if (op === '=' && value === 0) return isSo ? 'has no push devices' : 'has push devices'
  const amount = describeAmount(op, value, describeScalar)?.replace('less than', 'fewer than') ?? ''
  return `${has} ${amount} push device${value === 1 ? '' : 's'}`
}
