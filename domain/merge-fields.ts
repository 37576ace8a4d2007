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
/** Links of the recipient's own, under no other name. */
export const linkMergeFields = ['unsubscribe_url', 'preferences_url'] as const
/** What stands before the name of a customer's attribute, which may hold dots itself. */
export const attributePrefix = 'attributes.'
