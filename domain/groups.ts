/**
 * Groups that live in the store's admin. Its versions grow with every change of a group, so whatever order news arrives in, and however often, the
 * highest version has the last word. These are the decisions; db/queries/groups holds to them under the group's lock.
 */

/** A group as the admin tells of it. */
export interface AdminGroup {
  /** The admin's own id. */
  id: string
  name: string
  version: number
  memberCount: number
}

/** What a signed webhook says. */
export type GroupEvent =
  | { kind: 'changed'; id: string; name: string; version: number; memberCount: number; delta?: MemberDelta }
  | { kind: 'deleted'; id: string; name?: string; version: number }

/** All that changed of the members between two versions. Ids are the store's own of its customers. */
export interface MemberDelta {
  previousVersion: number
  added: string[]
  removed: string[]
}

/** What is known here of a group before the news. */
export interface GroupKnowledge {
  version: number
  /** Null before the first sync. */
  membersVersion: number | null
  isDeleted: boolean
  /** Of the event that deleted it; null when it was found to be gone, or is not. */
  deletedVersion: number | null
}

export type NewsDecision =
  /** Nothing new: a repeat, or overtaken. */
  | { kind: 'ignore' }
  /** Only the name and the version change, or members too, all of them told. */
  | { kind: 'apply'; delta: MemberDelta }
  /** Name and version are recorded, and the members are read from the admin. */
  | { kind: 'sync' }
  | { kind: 'delete' }

/** `known` undefined: the first news of the group. */
export function decideNews(event: GroupEvent, known: GroupKnowledge | undefined): NewsDecision {
  if (event.kind === 'deleted') {
    // At the same version a deletion is the later one.
    const isNews = known === undefined || event.version > known.version || (event.version === known.version && !known.isDeleted)
    return { kind: isNews ? 'delete' : 'ignore' }
  }
  // It may have been deleted since: its creation may come late.
  if (known === undefined) return { kind: 'sync' }
  // Whether a group that was gone is there again, the admin alone can say.
  if (known.isDeleted) return { kind: event.version > known.version ? 'sync' : 'ignore' }
  if (event.version <= (known.membersVersion ?? -1)) return { kind: 'ignore' }
  const follows = event.delta !== undefined && event.delta.previousVersion === known.membersVersion
  return event.delta !== undefined && follows ? { kind: 'apply', delta: event.delta } : { kind: 'sync' }
}

/** Whether a group that the admin shows at that version is there, seen from a deletion that was told of. */
export function isThere(version: number, deletedVersion: number | null): boolean {
  return version > (deletedVersion ?? -1)
}

/** The kind and the id under which admins list their customers as a whole, which is no group: that is what `everyone` is for. */
export const allCustomers = 'all_customers'

export const groupStates = ['waiting', 'syncing', 'current', 'behind', 'failing', 'deleted'] as const
export type GroupState = (typeof groupStates)[number]

export const groupFailures = {
  unreachable: 'The store admin could not be reached.',
  refused: 'The store admin does not accept the token that is configured for it.',
  rate_limited: 'The store admin asks to be asked more slowly.',
  server_error: 'The store admin answered with an error.',
  invalid_answer: 'The store admin answered with something that is not what docs/store-admin.md describes.',
  incomplete: 'The store admin gave more or fewer members than it says the group has.',
  changing: 'The group changed each time while its members were read.',
  not_configured: 'No store admin is configured.',
  internal_error: 'Something broke here.',
} as const
export type GroupFailure = keyof typeof groupFailures

export interface GroupCondition extends GroupKnowledge {
  isSyncing: boolean
  failureCode: string | null
}

/** In which state a group is, and why, in words; null when there is nothing to say. */
export function describeState(group: GroupCondition): { state: GroupState; why: string | null } {
  if (group.isDeleted) {
    const why = group.deletedVersion === null ? 'The store admin has it no more.' : 'It was deleted in the store admin.'
    return { state: 'deleted', why }
  }
  if (group.failureCode !== null) return { state: 'failing', why: explainFailure(group.failureCode) }
  if (group.isSyncing) return { state: 'syncing', why: 'Its members are being read from the store admin.' }
  if (group.membersVersion === null) return { state: 'waiting', why: 'Its members have not been read yet.' }
  if (group.membersVersion < group.version)
    return { state: 'behind', why: 'It has changed in the store admin; its members are read anew soon.' }
  return { state: 'current', why: null }
}

export function explainFailure(code: string): string {
  return code in groupFailures ? groupFailures[code as GroupFailure] : groupFailures.internal_error
}
