/** Groups of the store's admin, and their syncs, as the API shows them. */
import { z } from 'zod'
import type { GroupRun } from '../../db/queries/groups/group-runs.ts'
import { groupRunReasons } from '../../db/queries/groups/group-runs.ts'
import type { Group, GroupCustomer } from '../../db/queries/groups/read-groups.ts'
import { describeState, explainFailure, groupStates } from '../../domain/groups.ts'
import { formatId } from '../../domain/ids.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

export const groupSchema = z
  .strictObject({
    id: formattedIdOf('group'),
    externalId: z.string().meta({ description: 'The store admin’s own id.' }),
    name: z.string(),
    state: z.enum(groupStates).meta({
      description:
        '`waiting`: its members have never been read. `syncing`: they are being read. `current`: they are those of the admin. `behind`: the admin has a newer version, which is on its way. `failing`: they could not be read, and `why` says what is wrong. `deleted`: gone in the admin; nothing new can use it.',
    }),
    why: z.string().nullable().meta({ description: 'What there is to say about the state, in words.' }),
    members: z.int().meta({ description: 'Customers in it that are known here: who a campaign can reach.' }),
    adminMembers: z
      .int()
      .nullable()
      .meta({ description: 'How many the admin has, as of the version that is here; null before the first sync.' }),
    pending: z.int().meta({ description: 'Members whose customer is not known here yet. They are in it as soon as the customer comes.' }),
    version: z.int().meta({ description: 'The admin’s version of the group, the highest heard of.' }),
    createdAt: formattedInstant,
    updatedAt: formattedInstant.meta({ description: 'When its name or members last changed here.' }),
    syncedAt: formattedInstant.nullable().meta({ description: 'When it was last read whole from the admin.' }),
    deletedAt: formattedInstant.nullable(),
  })
  .meta({ id: 'Group' })

export const groupCustomerSchema = z
  .strictObject({
    customerId: formattedIdOf('customer'),
    externalId: z.string(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
  })
  .meta({ id: 'GroupCustomer' })

export const groupSyncSchema = z
  .strictObject({
    reason: z
      .enum(groupRunReasons)
      .meta({ description: '`first`: the admin was new here. `midnight`: the refresh at 00:00 of the store.' }),
    stage: z.enum(['listing', 'syncing', 'done', 'failed', 'cancelled']),
    why: z.string().nullable().meta({ description: 'What holds it up, in words.' }),
    groups: z.int().meta({ description: 'Groups to be read. Known when the admin’s list was read.' }),
    groupsDone: z.int(),
    groupsFailed: z.int().meta({ description: 'Of those that are done: could not be read. The groups themselves say why.' }),
    members: z.int().meta({ description: 'Read so far.' }),
    ignored: z.array(z.string()).meta({ description: 'What the admin lists and is no group, by its id there: all customers.' }),
    startedAt: formattedInstant,
    finishedAt: formattedInstant.nullable(),
  })
  .meta({ id: 'GroupSync' })

export const latestGroupSyncSchema = z
  .strictObject({
    isConfigured: z.boolean().meta({ description: 'Whether there is a store admin to sync with.' }),
    latest: groupSyncSchema.nullable(),
  })
  .meta({ id: 'LatestGroupSync' })

export const startedGroupSyncSchema = z
  .strictObject({
    workflowId: z.string(),
    runId: z.string(),
    temporalUrl: z.string().meta({ description: 'The run in the Temporal UI.' }),
  })
  .meta({ id: 'StartedGroupSync' })

export function viewGroup({ deletedVersion, membersVersion, isSyncing, failureCode, ...group }: Group): z.input<typeof groupSchema> {
  const isDeleted = group.deletedAt !== null
  const { state, why } = describeState({ version: group.version, membersVersion, isDeleted, deletedVersion, isSyncing, failureCode })
  return {
    ...group,
    id: formatId('group', group.id),
    state,
    why,
    createdAt: group.createdAt.toISOString(),
    updatedAt: group.updatedAt.toISOString(),
    syncedAt: group.syncedAt?.toISOString() ?? null,
    deletedAt: group.deletedAt?.toISOString() ?? null,
  }
}

export function viewGroupCustomer({ customerId, ...customer }: GroupCustomer): z.input<typeof groupCustomerSchema> {
  return { ...customer, customerId: formatId('customer', customerId) }
}

export function viewGroupRun({ id: _id, listedAt, outcome, failureCode, ...run }: GroupRun): z.input<typeof groupSyncSchema> {
  return {
    ...run,
    stage: outcome ?? (listedAt === null ? 'listing' : 'syncing'),
    why: failureCode === null ? null : explainFailure(failureCode),
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  }
}
