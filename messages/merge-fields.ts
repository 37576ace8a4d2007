/** The names that a template may use, and how a delivery's values are found under them. */

/** A customer's values as the claim copied them onto the delivery: `first_name` and the like, and `attributes` as an object. Absent where there is none. */
export type MergeFields = Readonly<Record<string, unknown>>

export const customerFields = [
  'external_id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'language',
  'country',
  'region',
  'city',
  'postal_code',
  'birthday',
  'time_zone',
] as const
export const storeFields = ['name', 'postal_address', 'url'] as const
/** Links of the recipient's own. */
export const linkFields = ['unsubscribe_url', 'preferences_url'] as const

const ofCustomer: ReadonlySet<unknown> = new Set(customerFields)
const ofStore: ReadonlySet<unknown> = new Set(storeFields)
const ofLinks: ReadonlySet<unknown> = new Set(linkFields)

export type KnownField =
  /** `name` as in `FrozenMessage.fields`: `first_name`, `attributes.shoe_size`. */
  | { kind: 'customer'; name: string }
  | { kind: 'store'; name: (typeof storeFields)[number] }
  | { kind: 'link'; name: (typeof linkFields)[number] }

/**
 * What the path of a merge field refers to; undefined for a name that nobody knows.
 * @param path `['customer', 'first_name']`; what follows a known field is up to its value
 */
export function findField(path: readonly unknown[]): KnownField | undefined {
  const [root, name, attribute] = path
  if (root === 'customer' && ofCustomer.has(name)) return { kind: 'customer', name: String(name) }
  if (root === 'customer' && name === 'attributes' && typeof attribute === 'string')
    return { kind: 'customer', name: `attributes.${attribute}` }
  if (root === 'store' && isStoreField(name)) return { kind: 'store', name }
  return isLinkField(root) ? { kind: 'link', name: root } : undefined
}

/** Reads only what a delivery has as its own. */
export function readField(fields: MergeFields, name: string): unknown {
  const attribute = name.startsWith('attributes.') ? name.slice('attributes.'.length) : undefined
  if (attribute === undefined) return readOwn(fields, name)
  const attributes = readOwn(fields, 'attributes')
  return typeof attributes === 'object' && attributes !== null ? readOwn(attributes, attribute) : undefined
}

function readOwn(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined
}

function isStoreField(name: unknown): name is (typeof storeFields)[number] {
  return ofStore.has(name)
}

function isLinkField(name: unknown): name is (typeof linkFields)[number] {
  return ofLinks.has(name)
}
