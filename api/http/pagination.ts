/**
 * Lists in pages by key, not by number: `{data, nextCursor}`. A cursor is the sort key of the last row that was shown, in base64url JSON;
 * it is checked like any other input.
 */
import { z } from 'zod'
import { Problem } from './problems.ts'
import { isSafeText } from './safe-json.ts'

/** Spread into a route's `query`. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'A whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .optional()
    .meta({ description: 'Rows a page, 1 to 200; 50 when left out.', type: 'integer', minimum: 1, maximum: 200, default: 50 }),
  cursor: z.string().max(2048).optional().meta({ description: '`nextCursor` of the previous page.' }),
}

export const defaultLimit = 50

/** The schema of a list's answer. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.strictObject({ data: z.array(item), nextCursor: z.string().nullable().meta({ description: 'Null on the last page.' }) })
}

export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * The sort key in a cursor, for instance `decodeCursor(z.tuple([z.uuid()]), query.cursor)`; undefined without one.
 * @throws Problem `invalid_cursor`
 */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string | undefined): z.output<S> | undefined {
  if (cursor === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw new Problem('invalid_cursor')
  }
  const parsed = schema.safeParse(value)
  const isOurs =
    parsed.success &&
    Array.isArray(value) &&
    encodeCursor(value) === cursor &&
    value.every((part) => typeof part !== 'string' || isSafeText(part))
  if (!isOurs) throw new Problem('invalid_cursor')
  return parsed.data
}

/** Makes a page of rows that were read with `LIMIT limit + 1`. */
export function makePage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  keyOf: (row: Row) => readonly (string | number)[],
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(view), nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null }
}
