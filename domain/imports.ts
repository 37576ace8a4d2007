/** What an import is asked to do, and the closed lists of its states and of why a row is rejected. */
import type { ImportDelimiter } from './import-records.ts'
import type { ImportEncoding } from './import-encoding.ts'
import type { DecimalMark } from './money.ts'

export const importKinds = ['customers', 'orders'] as const
export type ImportKind = (typeof importKinds)[number]

/** Whose export a file is; `generic` for our own columns and everything that is not known (import-sources). */
export const importSources = [
  'generic',
  'shopify_customers',
  'shopify_orders',
  'woocommerce_customers',
  'woocommerce_customer_export',
  'woocommerce_orders',
  'woocommerce_order_export',
] as const
export type ImportSource = (typeof importSources)[number]

/** `uploading` until it is started; `queued` until a worker has it; the last three are ends. */
export const importStatuses = ['uploading', 'queued', 'running', 'done', 'failed', 'cancelled'] as const
export type ImportStatus = (typeof importStatuses)[number]

export function isEnded(status: ImportStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled'
}

/** All are optional: what is left out is found out from the file, or from the store's settings. */
export interface ImportOptions {
  /** Whose export it is; found out from the header. */
  source?: ImportSource
  /** Header of a column → our name for it (`externalId`, `attributes.size`), or `ignore`. */
  mapping?: Record<string, string>
  encoding?: ImportEncoding
  delimiter?: ImportDelimiter
  decimalMark?: DecimalMark
  /** Checks and counts everything, changes nothing. */
  isDryRun?: boolean
  /** What becomes of columns that have no meaning here: `customer.attributes.<name>`, or nothing. */
  unknownColumns?: 'attributes' | 'ignore'
  /** Orders only: a customer who is not known is created, with what the order says of them. True for exports that are recognised. */
  createCustomers?: boolean
  /** Of amounts in files without a column for it (ISO 4217). */
  currency?: string
  /** Of dates and times that say no offset (IANA name). */
  timeZone?: string
  /** Where the consents in the file were given, for rows that do not say it themselves. */
  consentSource?: string
}

export const rejectionCodes = [
  'invalid_quotes',
  'quote_not_closed',
  'record_too_large',
  'invalid_encoding',
  'invalid_character',
  'wrong_column_count',
  'missing_value',
  'invalid_value',
  'unknown_customer',
  'conflicting_rows',
] as const
export type RejectionCode = (typeof rejectionCodes)[number]

/** A row that was not taken, whole. */
export interface Rejection {
  /** Physical line of the row's start; the header is line 1 in most files. */
  line: number
  code: RejectionCode
  /** Names the column; holds no value of the row. */
  reason: string
  /** The row as it stands in the file. */
  raw: string
}

/** Why a whole import ended as `failed`. `row_too_long`: a line, or the lines of one order, are longer than two megabytes; what is before them is in. */
export const importErrorCodes = ['row_too_long', 'internal_error'] as const
export type ImportErrorCode = (typeof importErrorCodes)[number]
