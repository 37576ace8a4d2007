/** Ids for rows that are written by the thousand: UUID version 7 (RFC 9562), as `uuid_v7()` of the database makes them, at a tenth of a microsecond. */
import { randomUUID } from 'node:crypto'

/** In no order within a millisecond. */
export function createRowId(atMs = Date.now()): string {
  const time = atMs.toString(16).padStart(12, '0')
  // The version and the random bits after it; the variant is the same in versions 4 and 7.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
