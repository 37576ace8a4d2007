/** COPY: the fastest way of rows into a table, as text that PostgreSQL reads. It knows no conflicts: one row that is there already fails all of them. */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { Sql } from './client.ts'

/** What a column may be given; a date is an instant, an object is JSON. */
export type CopyValue = string | number | boolean | Date | null | undefined | Record<string, unknown>

/** One row for `copyRows`, with its line break. */
export function encodeRow(values: readonly CopyValue[]): string {
  let line = ''
  for (let at = 0; at < values.length; at += 1) line += at === 0 ? encodeValue(values[at]) : `\t${encodeValue(values[at])}`
  return `${line}\n`
}

/**
 * @param target as SQL, what stands after COPY: `things (id, name) FROM STDIN`. @param rows as `encodeRow` made them.
 *
 * The driver hands out the stream of a COPY and from then on tells the stream alone what becomes of it, but not once all rows are sent: a refusal, or a connection that goes,
 * would then never be heard of. So we listen where the driver settles the query itself.
 */
export async function copyRows(sql: Sql, target: string, rows: string | Readable): Promise<void> {
  const query = sql`COPY ${sql.unsafe(target)}`
  const stream = await query.writable()
  const settled = new Promise<void>((resolve, reject) => {
    void Object.assign(query, { resolve: () => resolve(), reject })
    stream.once('error', reject)
  })
  if (typeof rows === 'string') stream.end(rows)
  else rows.once('error', (error) => stream.destroy(error)).pipe(stream)
  await settled
  // The stream says goodbye on the wire, which must not be taken for a part of the next COPY.
  if (!stream.closed) await once(stream, 'close')
}

const special = /[\\\t\n\r]/
const allSpecial = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function encodeValue(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return value instanceof Date ? value.toISOString() : escapeText(JSON.stringify(value))
}

function escapeText(text: string): string {
  return special.test(text) ? text.replace(allSpecial, (character) => escapes[character] ?? character) : text
}
