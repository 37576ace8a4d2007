/** Audiences as tests call them. */
import { expect } from 'vitest'
import type { TestApi } from '../test-api.ts'

export interface AudienceBody {
  id: string
  name: string
  rule: unknown
  text: string
  words: string
  references: { kind: string; id: string; name: string | null; state: string }[]
  isPinned: boolean
  isArchived: boolean
  archivedAt: string | null
  copiedFrom: string | null
  version: number
  latest: { customers: number } | null
}

export interface ProblemBody {
  code: string
  detail?: string
  errors?: { path: string; message: string; at?: { position: number; length: number; line: number; column: number } }[]
}

export async function saveAudience(api: TestApi, name: string, text: string, more: object = {}): Promise<AudienceBody> {
  const { status, body } = await api.call<AudienceBody>('POST', '/api/v1/audiences', { body: { name, text, ...more } })
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}

/** Straight into the database, as a synchronisation leaves them. */
export async function insertGroup(api: TestApi, name: string, members: readonly string[] = []): Promise<string> {
  const [group] = await api.pool<
    [{ id: string }]
  >`INSERT INTO groups (external_id, name) VALUES (gen_random_uuid()::text, ${name}) RETURNING id`
  await api.pool`
    INSERT INTO group_members (group_id, customer_id) SELECT ${group.id}, id FROM customers WHERE external_id = ANY (${[...members]})`
  return group.id
}

export async function insertCustomers(api: TestApi, customers: { externalId: string; [field: string]: unknown }[]): Promise<void> {
  const { status, body } = await api.call<{ rejected: number }>('POST', '/api/v1/customers/bulk', { body: { customers } })
  expect([status, body.rejected], JSON.stringify(body)).toEqual([200, 0])
}

export const subscribed = { status: 'subscribed', source: 'test', occurredAt: '2026-01-01T00:00:00Z' }
