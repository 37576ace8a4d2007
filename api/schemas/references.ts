/** How a path or a query names a record: by our id, or by the store's own behind `ext:`. */
import { z } from 'zod'
import { formatId, parseId, type RecordKind } from '../../domain/ids.ts'
import { findIdFault } from '../../domain/text-fields.ts'

export type RecordKey = { id: string } | { externalId: string }

const prefix = 'ext:'

function parseReference(kind: RecordKind, text: string): RecordKey | undefined {
  if (text.startsWith(prefix)) {
    const externalId = text.slice(prefix.length)
    return findIdFault('id', externalId) === undefined ? { externalId } : undefined
  }
  const id = parseId(kind, text)
  return id === undefined ? undefined : { id }
}

/** `cus_…` or `ext:1234`; parses to `{id}` (a UUID) or `{externalId}`. */
export function referenceTo(kind: RecordKind) {
  return z
    .string()
    .refine((text) => parseReference(kind, text) !== undefined, { message: 'Neither an id nor ext: and an external id', abort: true })
    .transform((text): RecordKey => parseReference(kind, text) ?? { id: '' })
    .meta({ description: 'An id, or `ext:` and the store’s own id.', example: formatId(kind, '01890a5d-ac96-774b-bcce-b302099a8057') })
}

/** `{ id }` as a route's parameters. */
export function referenceParams(kind: RecordKind) {
  return z.strictObject({ id: referenceTo(kind) })
}
