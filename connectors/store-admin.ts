/**
 * Where the store keeps its groups of customers. What an admin must answer with is in docs/store-admin.md. Ids of members are the store's own ids of
 * its customers, and stay out of logs and Temporal.
 */
import type { AdminGroup } from '../domain/groups.ts'

export interface ListedGroup extends AdminGroup {
  /** It stands for all customers, and is no group. */
  isEveryone: boolean
}

export interface GroupPage {
  groups: ListedGroup[]
  /** Null on the last page. */
  nextCursor: string | null
}

export interface MemberPage {
  /** The group's version as the page was made. When it differs from that of the page before, the group changed in between. */
  version: number
  customerIds: string[]
  nextCursor: string | null
}

export interface Question {
  /** `nextCursor` of the page before; null for the first. */
  cursor: string | null
  signal?: AbortSignal
}

/** All of it throws StoreAdminFault, and the signal's reason when it is aborted. */
export interface StoreAdmin {
  /** Tells one admin from another; no secret is in it. */
  address: string
  listGroups(question: Question): Promise<GroupPage>
  /** Undefined when the admin says that it has no such group. */
  readGroup(id: string, options?: { signal?: AbortSignal }): Promise<ListedGroup | undefined>
  /** Undefined when the admin says that it has no such group. */
  listMembers(id: string, question: Question): Promise<MemberPage | undefined>
}

export type StoreAdminFaultKind = 'unreachable' | 'refused' | 'rate_limited' | 'server_error' | 'invalid_answer'

/** An answer that is none. Its message is its kind: what the admin wrote is not passed on. */
export class StoreAdminFault extends Error {
  override name = 'StoreAdminFault'
  readonly kind: StoreAdminFaultKind
  /** How long the admin asks to be left alone. */
  readonly retryAfterMs: number | undefined
  constructor(kind: StoreAdminFaultKind, retryAfterMs?: number) {
    super(kind)
    this.kind = kind
    this.retryAfterMs = retryAfterMs
  }
}
