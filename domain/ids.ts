/**
 * Every id that leaves the program is built and read here: `cus_…` for records (a prefix and the UUID in Crockford's base 32, as in the
 * TypeID specification), `broadcast:<id>` for workflows, and the reference under which a provider knows a delivery.
 */

const prefixes = {
  customer: 'cus',
  order: 'ord',
  product: 'prd',
  event: 'evt',
  broadcast: 'brd',
  send: 'snd',
  smsReply: 'rpl',
  import: 'imp',
  apiKey: 'key',
  pushSubscription: 'psh',
  consentEvent: 'cns',
} as const

export type RecordKind = keyof typeof prefixes

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** `('customer', '0192…')` → `cus_01j…`: 26 characters after the prefix. */
export function formatId(kind: RecordKind, uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`)
  let text = ''
  for (let place = 0; place < 26; place += 1) {
    text = alphabet.charAt(Number(value & 31n)) + text
    value >>= 5n
  }
  return `${prefixes[kind]}_${text}`
}

/** The UUID of an id of that kind; undefined for anything else. */
export function parseId(kind: RecordKind, id: string): string | undefined {
  const prefix = `${prefixes[kind]}_`
  const text = id.slice(prefix.length)
  if (!id.startsWith(prefix) || text.length !== 26) return undefined
  let value = 0n
  for (const character of text) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) return undefined
    value = (value << 5n) | BigInt(digit)
  }
  if (value >> 128n !== 0n) return undefined
  const hex = value.toString(16).padStart(32, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export function isUuid(text: string): boolean {
  return uuidPattern.test(text)
}

export const workflowIds = {
  broadcast: (broadcastId: string) => `broadcast:${formatId('broadcast', broadcastId)}`,
  directMessage: (sendId: string) => `message:${formatId('send', sendId)}`,
  smsReply: (replyId: string) => `reply:${formatId('smsReply', replyId)}`,
  import: (importId: string) => `import:${formatId('import', importId)}`,
  segmentRefresh: () => 'segmentRefresh',
} as const

const base64Url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
// Three hex digits are two characters: one look-up for both, since a broadcast writes millions of references.
const base64UrlPairs = Array.from({ length: 4_096 }, (_, bits) => base64Url.charAt(bits >> 6) + base64Url.charAt(bits & 63))

/** One delivery: a send and a customer. The channel is known from where the reference is used. */
export interface DeliveryKey {
  sendId: string
  customerId: string
}

/**
 * 43 characters that every provider takes unchanged (email tag, SMS client_ref, push tag): both UUIDs' 32 bytes in base64url.
 */
export function formatDeliveryRef({ sendId, customerId }: DeliveryKey): string {
  const hex = `${sendId}${customerId}`.replaceAll('-', '')
  let text = ''
  for (let at = 0; at < 63; at += 3) text += base64UrlPairs[Number.parseInt(hex.slice(at, at + 3), 16)]
  // 256 bits: the last hex digit has a character for itself.
  return text + base64Url.charAt(Number.parseInt(hex.slice(63), 16) << 2)
}

/** Undefined for anything that `formatDeliveryRef` did not write. */
export function parseDeliveryRef(ref: string): DeliveryKey | undefined {
  if (ref.length !== 43) return undefined
  let hex = ''
  for (let at = 0; at < 43; at += 2) {
    const high = base64Url.indexOf(ref.charAt(at))
    const low = at + 1 < 43 ? base64Url.indexOf(ref.charAt(at + 1)) : 0
    if (high < 0 || low < 0) return undefined
    hex += ((high << 6) | low).toString(16).padStart(3, '0')
  }
  // 66 digits: the last two are padding and must be nothing else.
  if (!hex.endsWith('00')) return undefined
  return { sendId: toUuid(hex.slice(0, 32)), customerId: toUuid(hex.slice(32, 64)) }
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
