/** Who a send is for: parts that are joined, less the parts that are excluded. */
import type { SegmentKey } from './segment-keys.ts'

export type AudiencePart =
  | { kind: 'everyone' }
  /** `asOf` answers from the orders as of a past instant (RFC 3339); without it, the segment as it is now. */
  | { kind: 'segment'; segment: SegmentKey; asOf?: string }
  /** Named customers, by id: for tests and small sends. At most 10,000. */
  | { kind: 'customers'; customerIds: string[] }

export interface Audience {
  include: AudiencePart[]
  exclude: AudiencePart[]
}
