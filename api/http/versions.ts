/** `ETag` and `If-Match` for records with a version that grows. */

export function toETag(version: number): string {
  return `"${version}"`
}

/** Undefined without the header, and for `*`: any version. What cannot be a version matches none. */
export function readIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  return Number(/^"(\d{1,9})"$/.exec(header.trim())?.[1] ?? -1)
}

/** A change that names nothing: what is there stays as it is, its version too. */
export function namesNothing(change: object): boolean {
  return Object.values(change).every((value) => value === undefined)
}

/** What such a change of a draft comes to. */
export function keepDraft<Draft extends { status: string; version: number }>(
  draft: Draft,
  expected: number | undefined,
): Draft | 'not_draft' | 'version_mismatch' {
  if (draft.status !== 'draft') return 'not_draft'
  return expected === undefined || expected === draft.version ? draft : 'version_mismatch'
}
