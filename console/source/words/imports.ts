/** Imports in words: states, kinds, where files come from, what columns mean, and what to do about rows that were refused. */
import type { ImportJob, ImportPlan, ImportRejection } from '../imports/import-queries.ts'
import { formatPeople } from './numbers.ts'
import type { Tone } from './outcomes.ts'

export const importStatuses: Record<ImportJob['status'], { label: string; tone: Tone }> = {
  uploading: { label: 'To be set up', tone: 'warn' },
  queued: { label: 'About to start', tone: 'busy' },
  running: { label: 'Running', tone: 'busy' },
  done: { label: 'Done', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Stopped', tone: 'quiet' },
}

export const importKinds: Record<ImportJob['kind'], string> = { customers: 'Customers', orders: 'Orders' }

export const importSources: Record<ImportPlan['source'], string> = {
  generic: 'A file of your own',
  shopify_customers: 'Shopify, customers',
  shopify_orders: 'Shopify, orders',
  woocommerce_customers: 'WooCommerce Analytics, customers',
  woocommerce_customer_export: 'WooCommerce export plugin, customers',
  woocommerce_orders: 'WooCommerce Analytics, orders',
  woocommerce_order_export: 'WooCommerce export plugin, orders',
}

export const delimiters: Record<ImportPlan['delimiter'], string> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Vertical bar' }

export const encodings: Record<ImportPlan['encoding'], string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'windows-1252': 'Western European (Windows-1252)',
  'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  'windows-1253': 'Greek (Windows-1253)',
  'windows-1254': 'Turkish (Windows-1254)',
  'windows-1257': 'Baltic (Windows-1257)',
  'iso-8859-1': 'Western European (ISO 8859-1)',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  'iso-8859-9': 'Turkish (ISO 8859-9)',
  'iso-8859-15': 'Western European (ISO 8859-15)',
  macintosh: 'Western European (Macintosh)',
  'koi8-r': 'Cyrillic (KOI8-R)',
}

/** Where a field's own name does not say it. */
const fields: Record<string, string> = {
  otherPhone: 'Other phone, where there is no phone',
  orderName: 'Order number, as people know it',
  customerOtherEmail: 'Customer’s other email',
  customerOtherPhone: 'Customer’s other phone',
  placedAt: 'Placed at',
  cancelledAt: 'Cancelled at',
  items: 'Number of items',
  refundItems: 'Refunds, as a list',
  itemTotal: 'Item’s total',
  product: 'Product id',
  vertical: 'Line of business',
  emailConsent: 'Consent to email',
  smsConsent: 'Consent to SMS',
  pushConsent: 'Consent to push',
  consentSource: 'Consent: where it was given',
  consentAt: 'Consent: when it was given',
}

/** `firstName` → First name. */
export function nameField(field: string, kind: ImportJob['kind']): string {
  if (field === 'externalId') return kind === 'customers' ? 'Customer id' : 'Order id'
  if (field === 'customerExternalId') return 'Customer id'
  const words = field.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  return fields[field] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** What to do about it. */
export const rejectionAdvice: Record<ImportRejection['code'], string> = {
  invalid_quotes: 'Put quotes around the whole value, and write a quote within it twice.',
  quote_not_closed: 'Close the quote at the end of the value.',
  record_too_large: 'Shorten the row, or leave out a column that is not needed.',
  invalid_encoding: 'Save the file as UTF-8, or choose its encoding by hand.',
  invalid_character: 'Take the character out that cannot be seen.',
  wrong_column_count: 'Put quotes around values with a delimiter in them, and give the row as many values as the header has.',
  missing_value: 'Fill in the value, or leave the row out.',
  invalid_value: 'Mend the value as the reason says.',
  unknown_customer: 'Import the customers first, or let this import make customers who are not known.',
  conflicting_rows: 'Make the rows of this order agree, and keep them together.',
}

export const importErrors: Record<NonNullable<ImportJob['errorCode']>, string> = {
  row_too_long:
    'A line of the file, or the lines of one order, are longer than two megabytes. What is before them is in. Mend the file and import it again: rows that are in change nothing.',
  internal_error: 'Something went wrong on our side. What is in stays in; go on with the same file, rows that are in change nothing.',
}

/** After the number of people. */
const consentStatements: Record<string, readonly [one: string, many: string]> = {
  subscribed: ['becomes subscribed', 'become subscribed'],
  unsubscribed: ['is opted out', 'are opted out'],
  pending: ['has yet to confirm', 'have yet to confirm'],
  never: ['has no permission, and is not opted out', 'have no permission, and are not opted out'],
}

export function describeConsents(status: string, people: number): string {
  const [one, many] = consentStatements[status] ?? [status, status]
  return `${formatPeople(people)} ${people === 1 ? one : many}`
}

/** Why nothing changes. */
export const consentReasons: Record<string, string> = {
  opted_out: 'opted out before, and an import brings nobody back',
  older: 'something newer is known',
  other_address: 'it was given for another address',
  repeated: 'it is known already',
}

export const rejectionLabels: Record<ImportRejection['code'], string> = {
  invalid_quotes: 'Wrong quotes',
  quote_not_closed: 'Open quotes',
  record_too_large: 'Too large',
  invalid_encoding: 'Wrong encoding',
  invalid_character: 'Wrong characters',
  wrong_column_count: 'Too many or few values',
  missing_value: 'Missing values',
  invalid_value: 'Wrong values',
  unknown_customer: 'Unknown customers',
  conflicting_rows: 'Rows that contradict',
}

export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)))
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(bytes / 1000 ** step)
}
