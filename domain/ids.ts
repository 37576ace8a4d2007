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
  member: 'mbr',
  session: 'ses',
  invitation: 'inv',
  pushSubscription: 'psh',
  consentEvent: 'cns',
  audience: 'aud',
  audienceExport: 'exp',
  group: 'grp',
  offer: 'off',
  voucher: 'vch',
  promotion: 'prm',
  autopilot: 'aut',
  journey: 'jrn',
  journeyVersion: 'jnv',
} as const

export type RecordKind = keyof typeof prefixes

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** `('customer', '0192…')` → `cus_01j…`: 26 characters after the prefix. */
export function formatId(kind: RecordKind, uuid: string): string {
  // 26 characters are 130 bits. With twelve zeros before the UUID's 128, five hex digits at a time make four characters, and the first two say nothing.
  const hex = `000${uuid.replaceAll('-', '')}`
  let text = ''
  for (let at = 0; at < 35; at += 5) {
    const bits = Number.parseInt(hex.slice(at, at + 5), 16)
    text +=
      alphabet.charAt(bits >> 15) + alphabet.charAt((bits >> 10) & 31) + alphabet.charAt((bits >> 5) & 31) + alphabet.charAt(bits & 31)
  }
  return `${prefixes[kind]}_${text.slice(2)}`
}

/** The UUID of an id of that kind; undefined for anything else. */
export function parseId(kind: RecordKind, id: string): string | undefined {
  const prefix = `${prefixes[kind]}_`
  const text = `00${id.slice(prefix.length)}`
  if (!id.startsWith(prefix) || text.length !== 28) return undefined
  let hex = ''
  for (let at = 0; at < 28; at += 4) {
    let bits = 0
    for (let place = at; place < at + 4; place += 1) {
      const digit = alphabet.indexOf(text.charAt(place))
      if (digit < 0) return undefined
      bits = (bits << 5) | digit
    }
    hex += bits.toString(16).padStart(5, '0')
  }
  return hex.startsWith('000') ? toUuid(hex.slice(3)) : undefined
}

export const workflowIds = {
  broadcast: (broadcastId: string) => `broadcast:${formatId('broadcast', broadcastId)}`,
  promotion: (promotionId: string) => `promotion:${formatId('promotion', promotionId)}`,
  directMessage: (sendId: string) => `message:${formatId('send', sendId)}`,
  smsReply: (replyId: string) => `reply:${formatId('smsReply', replyId)}`,
  import: (importId: string) => `import:${formatId('import', importId)}`,
  segmentRefresh: () => 'segmentRefresh',
  segmentHistory: () => 'segmentHistory',
  groupSync: () => 'groupSync',
  groupRefresh: () => 'groupRefresh',
  oneGroupSync: (groupId: string) => `groupSync:${formatId('group', groupId)}`,
  voucherExpiry: () => 'voucherExpiry',
  audienceExport: (exportId: string) => `export:${formatId('audienceExport', exportId)}`,
  audienceSizes: () => 'audienceSizes',
  journeyWatch: () => 'journeyWatch',
  /** Of one audience, as its rule is in that version. */
  audienceSize: (audienceId: string, version: number) => `audienceSizes:${formatId('audience', audienceId)}:${version}`,
  autopilot: (autopilotId: string) => `autopilot:${formatId('autopilot', autopilotId)}`,
  /** `occurrence`: what made it start, within the autopilot and the customer. */
  journey: ({ autopilotId, customerId, occurrence }: { autopilotId: string; customerId: string; occurrence: string }) =>
    `journey:${formatId('autopilot', autopilotId)}:${formatId('customer', customerId)}:${occurrence}`,
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
