/** Who a send is for: parts that are joined, less the parts that are excluded. */
import type { Rule } from './audience-rules/rule.ts'
import type { SegmentKey } from './segment-keys.ts'

export type AudiencePart =
  | { kind: 'everyone' }
  /** `asOf` answers from the orders as of a past instant (RFC 3339); without it, the segment as it is now. */
  | { kind: 'segment'; segment: SegmentKey; asOf?: string }
  /** One of the 25 cells of the RFM matrix, scores from 1 to 5, as it is now. */
  | { kind: 'rfmCell'; recency: number; fm: number }
  /** A group of the store's admin. A send that was launched before the group was deleted keeps the group's last members. */
  | { kind: 'group'; /** UUID. */ groupId: string }
  /** A saved audience, as its rule is when it is asked. `audienceId` is a UUID; within a rule, records are named by their public ids. */
  | { kind: 'audience'; audienceId: string }
  | { kind: 'rule'; rule: Rule }
  /** Named customers, by id: for tests and small sends. At most 10,000. */
  | { kind: 'customers'; customerIds: string[] }

export interface Audience {
  include: AudiencePart[]
  exclude: AudiencePart[]
}
