/** Conditions on a record, as what stands behind its noun: an order `with a coupon`, an item `in the category “Coffee”`. */
import { nameSegment } from '../segments.ts'
import type { SegmentKey } from '../segment-keys.ts'
import type { ChannelName } from '../channels.ts'
import { nameReference, type NameRecord } from './describe-customer.ts'
import { describeThing, readSign } from './describe-thing.ts'
import { describeAmount, describeChoices, describePlain, describeScalar, describeWhen } from './describe-values.ts'
import type { ResolvedDimension } from './fields.ts'
import type { Condition } from './rule.ts'

/** What an instant of a voucher is the instant of. */
const voucherInstants: Readonly<Record<string, string>> = {
  issuedAt: 'issued',
  acceptedAt: 'accepted',
  redeemedAt: 'used',
  expiresAt: 'ending',
}

const channelWays: Record<ChannelName, string> = { email: 'by email', sms: 'by SMS', push: 'by push' }

/** @param isOpposite whether the sentence says that it is not so. */
export function describeRecord(given: Condition, field: ResolvedDimension, isOpposite: boolean, names: NameRecord): string {
  const sign = readSign(given)
  const condition = sign.condition
  const isSo = isOpposite === sign.isOpposite
  const { op, value } = condition
  const { name, type } = field.dimension
  const not = isSo ? '' : 'not '
  const ending = voucherInstants[name]
  if (ending !== undefined) return `${not}${ending}${op === 'is set' ? ' at all' : ` ${describeWhen(op, value)}`}`
  if (type === 'instant') return op === 'is set' ? `${isSo ? 'with' : 'without'} a date` : `${not}dated ${describeWhen(op, value)}`
  if (name === 'campaign') return `${not}of the campaign ${describeChoices(value, (one) => nameReference(one, names))}`
  if (name === 'offer') return `${not}of the offer ${describeChoices(value, (one) => nameReference(one, names))}`
  if (name === 'isOpen') return isSo === (value === true) ? 'that are still open' : 'that are not open any more'
  if (name === 'channel') return `${not}${describeChoices(value, (one) => channelWays[one as ChannelName])}`
  if (name === 'segment') return `${isSo ? 'called' : 'other than'} ${describeChoices(value, (one) => nameSegment(one as SegmentKey))}`
  if (name === 'change' || name === 'type') return `${not}of the kind ${describeChoices(value, describePlain)}`
  if (type === 'choice') return `${not}with the ${name} ${describeChoices(value, describePlain)}`
  const isChoice = op === '=' || op === 'in'
  const choices = isChoice ? describeChoices(value, describeScalar) : ''
  if (isChoice && name === 'merchant') return `${not}from the merchant ${choices}`
  if (isChoice && (name === 'category' || name === 'vertical')) return `${not}in the ${name} ${choices}`
  if (isChoice && name === 'paymentMethod') return `${not}paid by ${choices}`
  if (isChoice && name === 'name') return `${not}called ${choices}`
  if (type === 'money' && op !== 'is set') return describeWorth(condition, name, not)
  return `${isSo ? 'with' : 'without'} ${describeThing(condition, field)}`
}

function describeWorth({ op, value }: Condition, name: string, not: string): string {
  const amount = describeAmount(op, value, describeScalar) ?? ''
  if (name === 'price') return `${not}priced at ${amount}`
  return name === 'refunded' ? `${not}refunded by ${amount}` : `${not}worth ${amount}`
}
