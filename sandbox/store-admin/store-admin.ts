/**
 * A stand-in for the admin of a store, as docs/store-admin.md has it: groups of customers behind `/store-admin`, webhooks to
 * `<webhookBaseUrl>/webhooks/store-admin`. Its groups are edited on `/groups` or through `/_sandbox/store-admin`.
 */
import type { WebhookSender } from '../receipts/webhook-sender.ts'
import { createAdminApi } from './admin-api.ts'
import { createAdminFaults } from './admin-faults.ts'
import { createAdminGroups, type AdminGroup } from './admin-groups.ts'
import { createAdminWebhooks } from './admin-webhooks.ts'

export interface StoreAdminOptions {
  token: string
  acceptsAnyToken: boolean
  webhookSecret: string
  webhooks: WebhookSender
  clock: () => number
  seed: number
  dataDir?: string | undefined
}

export type SandboxStoreAdmin = ReturnType<typeof createStoreAdmin>

interface NewGroup {
  id?: string | undefined
  name: string
  kind?: AdminGroup['kind'] | undefined
  members?: readonly string[] | undefined
}

export function createStoreAdmin({ token, acceptsAnyToken, webhookSecret, webhooks, clock, seed, dataDir }: StoreAdminOptions) {
  const groups = createAdminGroups(dataDir)
  const faults = createAdminFaults(seed)
  const api = createAdminApi({ groups, faults, token, acceptsAnyToken })
  const tell = createAdminWebhooks({ webhooks, faults, clock, secret: webhookSecret })
  return {
    groups,
    faults,
    api,
    /** Each change is told of by a webhook, unless it is silent, as everything is that happened before anybody listened. */
    create(input: NewGroup, { isSilent = false } = {}): AdminGroup | undefined {
      const group = groups.create(input)
      if (group !== undefined && !isSilent) tell.created(group)
      return group
    },
    rename(id: string, name: string, { isSilent = false } = {}): AdminGroup | undefined {
      const change = groups.rename(id, name)
      if (change !== undefined && !isSilent) tell.updated(change)
      return change?.group
    },
    changeMembers(
      id: string,
      members: { add?: readonly string[] | undefined; remove?: readonly string[] | undefined },
      { isSilent = false } = {},
    ): AdminGroup | undefined {
      const change = groups.changeMembers(id, members)
      if (change !== undefined && !isSilent) tell.updated(change)
      return change?.group
    },
    delete(id: string, { isSilent = false } = {}): boolean {
      const deleted = groups.delete(id)
      if (deleted !== undefined && !isSilent) tell.deleted({ id, ...deleted })
      return deleted !== undefined
    },
    reset(): void {
      faults.set([])
      groups.clear()
    },
    close: () => groups.close(),
  }
}
