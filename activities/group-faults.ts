/** What goes wrong between us and the store's admin, as Temporal and operators are told of it: codes alone. */
import { ApplicationFailure } from '@temporalio/common'
import type { StoreAdminFaultKind } from '../connectors/store-admin.ts'
import type { GroupFailure } from '../domain/groups.ts'

export interface GroupFault {
  code: GroupFailure
  retryAfterMs?: number
}

/** A reading of one group that came to nothing, though each answer was in order. */
export class GroupUnreadable extends Error {
  override name = 'GroupUnreadable'
  readonly code: 'incomplete' | 'changing'
  constructor(code: 'incomplete' | 'changing') {
    super(code)
    this.code = code
  }
}

const adminFaults: readonly string[] = [
  'unreachable',
  'refused',
  'rate_limited',
  'server_error',
  'invalid_answer',
] satisfies StoreAdminFaultKind[]

/** Undefined for what is no doing of the admin's: a cancellation, a fault of the database. */
export function describeGroupFault(error: unknown): GroupFault | undefined {
  if (error instanceof GroupUnreadable) return { code: error.code }
  if (!(error instanceof Error) || error.name !== 'StoreAdminFault' || !('kind' in error)) return undefined
  const { kind } = error
  if (typeof kind !== 'string' || !adminFaults.includes(kind)) return undefined
  const waitMs = 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : undefined
  return { code: kind as StoreAdminFaultKind, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) }
}

/** Attempts after which one group is left to the next refresh. An admin that is away altogether is waited for. */
const attempts: Partial<Record<GroupFailure, number>> = { invalid_answer: 6, incomplete: 6, changing: 6, server_error: 20 }

export function isLasting(code: GroupFailure, attempt: number): boolean {
  return attempt >= (attempts[code] ?? Number.POSITIVE_INFINITY)
}

export function toFailure({ code, retryAfterMs }: GroupFault, nonRetryable: boolean): ApplicationFailure {
  return ApplicationFailure.create({
    message: `The store admin: ${code}`,
    type: code,
    nonRetryable,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  })
}
