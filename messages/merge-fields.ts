/** What the names in a template refer to, and how a delivery's values are found under them. */
import {
  attributePrefix,
  customerMergeFields,
  linkMergeFields,
  storeMergeFields,
  voucherMergeFields,
  voucherPrefix,
} from '../domain/merge-fields.ts'

/** A customer's values as the claim copied them onto the delivery: `first_name` and the like, and `attributes` as an object. Absent where there is none. */
export type MergeFields = Readonly<Record<string, unknown>>

const ofCustomer: ReadonlySet<unknown> = new Set(customerMergeFields)
const ofStore: ReadonlySet<unknown> = new Set(storeMergeFields)
const ofVoucher: ReadonlySet<unknown> = new Set(voucherMergeFields)
const ofLinks: ReadonlySet<unknown> = new Set(linkMergeFields)

export type KnownField =
  /** `name` as in `FrozenMessage.fields`: `first_name`, `attributes.shoe_size`. */
  | { kind: 'customer'; name: string }
  /** `name` as in `FrozenMessage.fields`: `voucher.code`. */
  | { kind: 'voucher'; name: string }
  | { kind: 'store'; name: (typeof storeMergeFields)[number] }
  | { kind: 'link'; name: (typeof linkMergeFields)[number] }

/**
 * What the path of a merge field refers to; undefined for a name that nobody knows.
 * @param path `['customer', 'first_name']`; what follows a known field is up to its value
 */
export function findField(path: readonly unknown[]): KnownField | undefined {
  const [root, name, attribute] = path
  if (root === 'customer' && ofCustomer.has(name)) return { kind: 'customer', name: String(name) }
  if (root === 'customer' && name === 'attributes' && typeof attribute === 'string')
    return { kind: 'customer', name: `${attributePrefix}${attribute}` }
  if (root === 'voucher' && ofVoucher.has(name)) return { kind: 'voucher', name: `${voucherPrefix}${String(name)}` }
  if (root === 'store' && isStoreField(name)) return { kind: 'store', name }
  return isLinkField(root) ? { kind: 'link', name: root } : undefined
}

/** Reads only what a delivery has as its own. */
export function readField(fields: MergeFields, name: string): unknown {
  if (name.startsWith(voucherPrefix)) {
    const voucher = readOwn(fields, 'voucher')
    return typeof voucher === 'object' && voucher !== null ? readOwn(voucher, name.slice(voucherPrefix.length)) : undefined
  }
  const attribute = name.startsWith(attributePrefix) ? name.slice(attributePrefix.length) : undefined
  if (attribute === undefined) return readOwn(fields, name)
  const attributes = readOwn(fields, 'attributes')
  return typeof attributes === 'object' && attributes !== null ? readOwn(attributes, attribute) : undefined
}

function readOwn(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined
}

function isStoreField(name: unknown): name is (typeof storeMergeFields)[number] {
  return ofStore.has(name)
}

function isLinkField(name: unknown): name is (typeof linkMergeFields)[number] {
  return ofLinks.has(name)
}
