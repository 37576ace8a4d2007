/** Lists of an audience's customers as CSV files: which kinds there are, their columns, and how long a file is kept. */

export const exportKinds = ['email_list', 'sms_list', 'postal_list', 'all'] as const
export type ExportKind = (typeof exportKinds)[number]

export const exportStatuses = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type ExportStatus = (typeof exportStatuses)[number]

/** A file holds personal data that an erasure does not reach into, so it lives shortly: counted from when its first row may have been read. */
export const exportKeptForMs = 24 * 3_600_000

/** A column that is a customer's attribute: `attributes.address1`. */
export const attributePrefix = 'attributes.'

/** Attributes whose name begins with this, in any case, are address lines. */
export const addressAttributePrefix = 'address'
export const maximumAddressColumns = 20

const person = ['customer_id', 'external_id', 'first_name', 'last_name']

/**
 * The header of a file. A list with those who may not be written to says of each row whether they may.
 * @param addressAttributes the names of the address attributes that members have; a postal list alone has columns for them
 */
export function listExportColumns(
  { kind, includesUnreachable }: { kind: ExportKind; includesUnreachable: boolean },
  addressAttributes: readonly string[],
): string[] {
  switch (kind) {
    case 'email_list':
      return [...person, 'email', 'language', 'country', ...(includesUnreachable ? ['may_get_email', 'email_consent'] : [])]
    case 'sms_list':
      return [...person, 'phone', 'language', 'country', ...(includesUnreachable ? ['may_get_sms', 'sms_consent'] : [])]
    case 'postal_list':
      return [...person, ...addressAttributes.map((name) => attributePrefix + name), 'postal_code', 'city', 'region', 'country']
    case 'all':
      return [
        ...person,
        ...['email', 'phone', 'language', 'country', 'region', 'city', 'postal_code', 'time_zone', 'birthday'],
        ...['email_consent', 'sms_consent', 'push_consent', 'may_get_email', 'may_get_sms', 'created_at', 'attributes'],
      ]
  }
}

export function isExportEnded(status: ExportStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled'
}
