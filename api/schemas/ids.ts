/** Ids at the HTTP edge: `cus_…` outside, UUIDs inside. */
import { z } from 'zod'
import { formatId, parseId, type RecordKind } from '../../domain/ids.ts'

const examples = '01890a5d-ac96-774b-bcce-b302099a8057'

/** An id of that kind in a path, query or body; parses to its UUID. */
export function idOf(kind: RecordKind) {
  return z
    .string()
    .refine((text) => parseId(kind, text) !== undefined, { message: `Not an id of this kind`, abort: true })
    .transform((text) => parseId(kind, text) ?? '')
    .meta({ example: formatId(kind, examples) })
}

/** Some ids of that kind in a query, separated by commas; parses to their UUIDs. */
export function listOfIds(kind: RecordKind, most: number) {
  return z
    .string()
    .max(most * 64)
    .transform((text) => text.split(','))
    .pipe(z.array(idOf(kind)).max(most))
    .meta({
      type: 'string',
      description: `Up to ${most}, with commas between them.`,
      example: [examples, '01890a5d-ac96-774b-bcce-b302099a8058'].map((id) => formatId(kind, id)).join(','),
    })
}

/** An id in an answer. */
export function formattedIdOf(kind: RecordKind) {
  return z.string().meta({ example: formatId(kind, examples) })
}

/** `{ id }` as a route's parameters. */
export function idParams(kind: RecordKind) {
  return z.strictObject({ id: idOf(kind) })
}
