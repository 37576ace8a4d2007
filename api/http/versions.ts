/** `ETag` and `If-Match` for records with a version that grows. */

export function toETag(version: number): string {
  return `"${version}"`
}

/** Undefined without the header, and for `*`: any version. What cannot be a version matches none. */
export function readIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  return Number(/^"(\d{1,9})"$/.exec(header.trim())?.[1] ?? -1)
}
