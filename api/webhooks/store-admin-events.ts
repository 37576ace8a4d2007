/** The store admin's events as they come over the wire (docs/store-admin.md), and what they say of a group. */
import { z } from 'zod'
import { allCustomers, type GroupEvent } from '../../domain/groups.ts'
import { findIdFault, normaliseText } from '../../domain/text-fields.ts'
import { isSafeText } from '../http/safe-json.ts'

const id = z.string().refine((text) => isSafeText(text) && findIdFault('id', text) === undefined)
const name = z
  .string()
  .refine(isSafeText)
  .transform((text) => normaliseText(text, 200))
  .pipe(z.string().min(1))
const version = z.int().min(0)
// A larger change comes without its members, and they are read from the admin.
const ids = z.array(id).max(5_000)

const changed = z
  .object({
    id,
    name,
    kind: z.string().optional(),
    version,
    memberCount: z.int().min(0).max(2_000_000_000),
    previousVersion: version.optional(),
    added: ids.optional(),
    removed: ids.optional(),
  })
  .refine(({ added, removed }) => !removed?.some((one) => added?.includes(one)))

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['group.created', 'group.updated']), data: changed }),
  z.object({ type: z.literal('group.deleted'), data: z.object({ id, name: name.optional(), version }) }),
])
const typeSchema = z.object({ type: z.string() })

export type ReadEvent = { kind: 'event'; event: GroupEvent } | { kind: 'unrelated' } | { kind: 'not_json' } | { kind: 'invalid' }

const decoder = new TextDecoder('utf-8', { fatal: true })

export function readStoreAdminEvent(body: Uint8Array): ReadEvent {
  let value: unknown
  try {
    value = JSON.parse(decoder.decode(body))
  } catch {
    return { kind: 'not_json' }
  }
  const type = typeSchema.safeParse(value)
  if (!type.success) return { kind: 'invalid' }
  if (!/^group\.(created|updated|deleted)$/.test(type.data.type)) return { kind: 'unrelated' }
  const parsed = eventSchema.safeParse(value)
  if (!parsed.success) return { kind: 'invalid' }
  const { data } = parsed.data
  // All customers are no group, whatever becomes of that entry.
  if (data.id === allCustomers || ('kind' in data && data.kind === allCustomers)) return { kind: 'unrelated' }
  return { kind: 'event', event: 'memberCount' in data ? toChange(data) : toDeletion(data) }
}

function toChange({ id, name, version, memberCount, previousVersion, added, removed }: z.output<typeof changed>): GroupEvent {
  const isWhole = previousVersion !== undefined && added !== undefined && removed !== undefined
  return { kind: 'changed', id, name, version, memberCount, ...(isWhole ? { delta: { previousVersion, added, removed } } : {}) }
}

function toDeletion({ id, name, version }: { id: string; name?: string | undefined; version: number }): GroupEvent {
  return { kind: 'deleted', id, version, ...(name === undefined ? {} : { name }) }
}
