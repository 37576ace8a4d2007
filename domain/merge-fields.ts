/** The names that a template may use. A customer's own `attributes.…` come on top of these. */

/** Under `customer.`; each is a column of that name too. */
export const customerMergeFields = [
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
/** Under `store.`. */
export const storeMergeFields = ['name', 'postal_address', 'url'] as const
/** Links of the recipient's own, under no other name. `voucher_url` leads to the page of the voucher, where a campaign gives one. */
export const linkMergeFields = ['unsubscribe_url', 'preferences_url', 'voucher_url'] as const
/** Under `voucher.`, in a message of a campaign that gives one: the latest that the recipient was given. */
export const voucherMergeFields = ['code', 'offer_name', 'valid_until'] as const
/** What stands before the name of a voucher's field in `FrozenMessage.fields`. */
export const voucherPrefix = 'voucher.'
/** What stands before the name of a customer's attribute, which may hold dots itself. */
export const attributePrefix = 'attributes.'
