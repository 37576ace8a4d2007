/** What of a cell may be shown beside what is wrong with it: all of it, or for what says who somebody is, only how it is built. */
import type { ColumnMeaning } from './import-header.ts'
import type { ImportField } from './import-columns.ts'

const impersonalFields: ReadonlySet<ImportField> = new Set([
  ...(['language', 'country', 'timeZone', 'emailConsent', 'smsConsent', 'pushConsent', 'consentAt'] as const),
  ...(['placedAt', 'cancelledAt', 'total', 'refunded', 'refundItems', 'currency', 'status', 'items'] as const),
  ...(['product', 'productName', 'category', 'merchant', 'vertical', 'quantity', 'price', 'itemTotal', 'lineItems'] as const),
  ...(['paymentMethod', 'coupon', 'customerCountry'] as const),
])

const maxShown = 80

/** `ada.example.com` of an email address → `a••.e••••••.c••`. */
export function showCell(text: string, meaning: ColumnMeaning): string {
  const shown = text.slice(0, maxShown)
  if (meaning.kind === 'field' && impersonalFields.has(meaning.field)) return shown
  return shown.replaceAll(/([\p{L}\p{N}])([\p{L}\p{N}]*)/gu, (_all, first: string, rest: string) => first + rest.replaceAll(/./gu, '•'))
}
