/** Drafts as tests write them. */
import type { z } from 'zod'
import type { newBroadcastSchema } from '../../../api/schemas/broadcasts.ts'
import type { TestApi } from '../test-api.ts'

export type NewBroadcast = z.input<typeof newBroadcastSchema>

export interface BroadcastBody {
  id: string
  name: string
  channel: string
  status: string
  version: number
  schedule: { kind: string }
  audience: { include: unknown[]; exclude: unknown[] }
  message: Record<string, unknown>
  holdoutPercent: number
  copiedFrom: string | null
  expiresAt: string | null
  temporalUrl: string | null
}

export interface ProblemBody {
  code: string
  detail?: string
  errors?: { path: string; message: string }[]
}

export const emailDraft = {
  name: 'Spring',
  message: {
    channel: 'email',
    subject: 'Hello {{ customer.first_name | default: "there" }}',
    html: '<p>Hello {{ customer.first_name | default: "there" }}, <a href="https://shop.test/spring">look</a>.</p>',
  },
  audience: { include: [{ kind: 'everyone' }], exclude: [] },
} satisfies NewBroadcast

export const smsDraft = {
  name: 'Spring by SMS',
  message: { channel: 'sms', text: 'Hello {{ customer.first_name | default: "there" }}, spring is here. Stop: reply STOP' },
  audience: { include: [{ kind: 'everyone' }], exclude: [] },
} satisfies NewBroadcast

export const pushDraft = {
  name: 'Spring by push',
  message: {
    channel: 'push',
    title: 'Spring',
    body: 'Hello {{ customer.first_name | default: "there" }}',
    url: 'https://shop.test/spring',
  },
  audience: { include: [{ kind: 'everyone' }], exclude: [] },
} satisfies NewBroadcast

export async function makeDraft(api: TestApi, changes: Partial<NewBroadcast> = {}): Promise<BroadcastBody> {
  const { status, body } = await api.call<BroadcastBody>('POST', '/api/v1/broadcasts', { body: { ...emailDraft, ...changes } })
  if (status !== 201) throw new Error(`The draft was refused: ${JSON.stringify(body)}`)
  return body
}

/** So that requests at the same moment meet in the database, and do not wait for their connections one after the other. */
export async function openConnections({ pool }: TestApi): Promise<void> {
  await Promise.all(Array.from({ length: 6 }, () => pool`SELECT pg_sleep(0.05)`))
}
