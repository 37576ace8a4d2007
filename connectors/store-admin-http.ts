/**
 * The store admin over HTTP (docs/store-admin.md). A fault that passes is tried again a few times with growing pauses, and as late as `Retry-After`
 * says; one that lasts, or a long wait, is the caller's. Nothing of a wrong answer is used.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { allCustomers } from '../domain/groups.ts'
import { parseRetryAfter } from '../domain/retry-after.ts'
import { findIdFault, normaliseText } from '../domain/text-fields.ts'
import { type ListedGroup, type StoreAdmin, StoreAdminFault } from './store-admin.ts'

export interface HttpStoreAdminOptions {
  /** Without a slash at its end. */
  url: string
  token: string
  /** For one request. */
  timeoutMs?: number
  /** Pauses before the second, third, … try of a request. */
  retryDelaysMs?: readonly number[]
}

/** A longer wait is the caller's: it holds no connection and no worker meanwhile. */
const longestWaitMs = 20_000
const longestAnswerBytes = 8 * 1024 * 1024
const membersAPage = 5_000
const groupsAPage = 500

// A path segment of dots would be another path.
const id = z.string().refine((text) => findIdFault('id', text) === undefined && !/^\.{1,2}$/.test(text) && !/\p{Surrogate}/u.test(text))
const cursor = z.string().min(1).max(2_000).nullable()
const version = z.int().min(0)
const groupSchema = z
  .object({
    id,
    name: z.string().transform((name, context) => {
      const text = normaliseText(name, 200)
      if (text !== undefined && text !== '' && !/\p{Surrogate}/u.test(text)) return text
      context.addIssue('Not a name')
      return z.NEVER
    }),
    kind: z.string().optional(),
    version,
    memberCount: z.int().min(0).max(2_000_000_000),
  })
  .transform(({ kind, ...group }): ListedGroup => ({ ...group, isEveryone: kind === allCustomers || group.id === allCustomers }))
const groupPageSchema = z.object({ data: z.array(groupSchema).max(groupsAPage), nextCursor: cursor })
const memberPageSchema = z.object({ groupId: id, version, data: z.array(id).max(membersAPage), nextCursor: cursor })
/** So says an admin that a group is gone; another 404 says that something is wrong. */
const goneSchema = z.object({ code: z.literal('group_not_found') })

export function createHttpStoreAdmin({
  url,
  token,
  timeoutMs = 30_000,
  retryDelaysMs = [300, 1_000, 3_000],
}: HttpStoreAdminOptions): StoreAdmin {
  async function ask<Schema extends z.ZodType>(path: string, schema: Schema, signal?: AbortSignal): Promise<z.output<Schema> | undefined> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await askOnce(path, schema, signal)
      } catch (error) {
        signal?.throwIfAborted()
        const fault = error instanceof StoreAdminFault ? error : new StoreAdminFault('unreachable')
        const delayMs = retryDelaysMs[tries]
        const waitMs = Math.max(fault.retryAfterMs ?? 0, spread(delayMs ?? 0))
        const passes = fault.kind === 'unreachable' || fault.kind === 'rate_limited' || fault.kind === 'server_error'
        if (!passes || delayMs === undefined || waitMs > longestWaitMs) throw fault
        await pause(waitMs, undefined, { signal }).catch(() => undefined)
        signal?.throwIfAborted()
      }
    }
  }

  async function askOnce<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal?: AbortSignal,
  ): Promise<z.output<Schema> | undefined> {
    const timeout = AbortSignal.timeout(timeoutMs)
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      // The token is for this admin alone.
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    })
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now())
    const text = await readText(response)
    if (response.status === 429) throw new StoreAdminFault('rate_limited', retryAfterMs)
    if (response.status === 401 || response.status === 403) throw new StoreAdminFault('refused')
    if (response.status >= 500) throw new StoreAdminFault('server_error', retryAfterMs)
    const body = parseJson(text)
    if (response.status === 404 && goneSchema.safeParse(body).success) return undefined
    const parsed = response.status === 200 ? schema.safeParse(body) : undefined
    if (parsed?.success !== true) throw new StoreAdminFault('invalid_answer')
    return parsed.data
  }

  return {
    address: url,
    async listGroups({ cursor, signal }) {
      const page = await ask(`/groups?${buildQuery(groupsAPage, cursor)}`, groupPageSchema, signal)
      if (page === undefined || isCircle(page.nextCursor, cursor)) throw new StoreAdminFault('invalid_answer')
      return { groups: page.data, nextCursor: page.nextCursor }
    },
    async readGroup(groupId, { signal } = {}) {
      const group = await ask(`/groups/${encodeURIComponent(groupId)}`, groupSchema, signal)
      if (group !== undefined && group.id !== groupId) throw new StoreAdminFault('invalid_answer')
      return group
    },
    async listMembers(groupId, { cursor, signal }) {
      const page = await ask(`/groups/${encodeURIComponent(groupId)}/members?${buildQuery(membersAPage, cursor)}`, memberPageSchema, signal)
      if (page === undefined) return undefined
      if (page.groupId !== groupId || isCircle(page.nextCursor, cursor)) throw new StoreAdminFault('invalid_answer')
      return { version: page.version, customerIds: page.data, nextCursor: page.nextCursor }
    },
  }
}

function isCircle(nextCursor: string | null, cursor: string | null): boolean {
  return nextCursor !== null && nextCursor === cursor
}

function buildQuery(limit: number, cursor: string | null): string {
  return new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) }).toString()
}

/** @throws StoreAdminFault for more than an answer can be */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > longestAnswerBytes) throw new StoreAdminFault('invalid_answer')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Between half and all of it, so that many who wait do not come back together. */
function spread(delayMs: number): number {
  return delayMs * (0.5 + Math.random() / 2)
}
