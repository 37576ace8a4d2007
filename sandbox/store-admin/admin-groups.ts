/**
 * The groups of the sandbox's store admin. Every change takes the next number as the group's version, so that a group that is deleted and made
 * again under its id goes on above. Kept in a file, when there is a folder for it: a restart of the sandbox is no loss of groups.
 */
import { existsSync, readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

export interface AdminGroup {
  id: string
  name: string
  kind: 'group' | 'all_customers'
  version: number
  /** Ids of customers in the order of the pages. */
  members: readonly string[]
}

export interface GroupChange {
  group: AdminGroup
  previousVersion: number
  added: string[]
  removed: string[]
}

const fileSchema = z.object({
  version: z.int(),
  groups: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['group', 'all_customers']),
      version: z.int(),
      members: z.array(z.string()),
    }),
  ),
})

const SAVE_AFTER_MS = 200

export type AdminGroups = ReturnType<typeof createAdminGroups>

export function createAdminGroups(dataDir?: string) {
  const file = dataDir === undefined ? undefined : path.join(dataDir, 'store-admin.json')
  const groups = new Map<string, AdminGroup>()
  let version = 0
  let saving: NodeJS.Timeout | undefined
  let saved = Promise.resolve()

  if (file !== undefined && existsSync(file)) {
    const kept = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    version = kept.version
    for (const group of kept.groups) groups.set(group.id, group)
  }

  function put(group: Omit<AdminGroup, 'version'>): AdminGroup {
    version += 1
    const changed = { ...group, version }
    groups.set(group.id, changed)
    saveSoon()
    return changed
  }

  function saveSoon(): void {
    if (file !== undefined) saving ??= setTimeout(save, SAVE_AFTER_MS).unref()
  }

  function save(): void {
    clearTimeout(saving)
    saving = undefined
    if (file === undefined) return
    const text = JSON.stringify({ version, groups: [...groups.values()] })
    // Whole or not at all, and one after the other.
    saved = saved
      .then(() => writeFile(`${file}.new`, text))
      .then(() => rename(`${file}.new`, file))
      .catch(() => void process.stderr.write('sandbox: the groups of the store admin could not be saved\n'))
  }

  return {
    list: () => [...groups.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    find: (id: string) => groups.get(id),
    /** Undefined when the id is taken. */
    create(input: {
      id?: string | undefined
      name: string
      kind?: AdminGroup['kind'] | undefined
      members?: readonly string[] | undefined
    }) {
      const id = input.id ?? `g${version + 1}`
      if (groups.has(id)) return undefined
      return put({ id, name: input.name, kind: input.kind ?? 'group', members: sortIds(input.members ?? []) })
    },
    rename(id: string, name: string): GroupChange | undefined {
      const before = groups.get(id)
      return before && { group: put({ ...before, name }), previousVersion: before.version, added: [], removed: [] }
    },
    /** Only what differs is a change; undefined when there is no such group. */
    changeMembers(id: string, { add = [], remove = [] }: { add?: readonly string[] | undefined; remove?: readonly string[] | undefined }) {
      const before = groups.get(id)
      if (before === undefined) return undefined
      const known = new Set(before.members)
      const added = [...new Set(add)].filter((member) => !known.has(member))
      const gone = new Set(remove.filter((member) => known.has(member) && !add.includes(member)))
      const members = sortIds([...before.members.filter((member) => !gone.has(member)), ...added])
      return { group: put({ ...before, members }), previousVersion: before.version, added, removed: [...gone] } satisfies GroupChange
    },
    /** The version at which it was deleted. */
    delete(id: string): { name: string; version: number } | undefined {
      const group = groups.get(id)
      if (group === undefined) return undefined
      groups.delete(id)
      version += 1
      saveSoon()
      return { name: group.name, version }
    },
    clear(): void {
      // Versions go on: whoever has seen one of them must not take a new group for an old one.
      groups.clear()
      saveSoon()
    },
    async close(): Promise<void> {
      if (saving !== undefined) save()
      await saved
    },
  }
}

function sortIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort()
}
