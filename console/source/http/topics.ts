/** What a question is about: the API says of these when they have changed. Of lists their path tells; every other question says so in its `meta`. */
import type { z } from 'zod'
import type { changedSchema } from '../../../api/schemas/changes.ts'

export type Topic = z.output<typeof changedSchema>['topics'][number]

export type Followed = {
  topics?: readonly Topic[]
  /** The least time between two answers, in milliseconds: longer for what takes long to answer. Of what is known, where that decides. */
  atMostEveryMs?: number | ((known: unknown) => number)
}

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: Followed
  }
}

/** Ids stand for themselves. What is not here stays as it was read: a list that is read through while the store is busy does not move under one's hand. */
const topicsOfLists: readonly (readonly [RegExp, Followed])[] = [
  [/^\/api\/v1\/broadcasts$/, { topics: ['broadcasts'] }],
  [/^\/api\/v1\/broadcasts\/[^/]+\/deliveries$/, { topics: ['deliveries'], atMostEveryMs: 5_000 }],
  [/^\/api\/v1\/promotions$/, { topics: ['promotions'] }],
  [/^\/api\/v1\/promotions\/[^/]+\/recipients$/, { topics: ['deliveries', 'vouchers'], atMostEveryMs: 5_000 }],
  [/^\/api\/v1\/autopilots$/, { topics: ['autopilots'] }],
  [/^\/api\/v1\/journeys$/, { topics: ['journeys'], atMostEveryMs: 5_000 }],
  [/^\/api\/v1\/pending-triggers$/, { topics: ['journeys', 'promotions', 'autopilots'], atMostEveryMs: 5_000 }],
  [/^\/api\/v1\/offers$/, { topics: ['offers'] }],
  [/^\/api\/v1\/(offers\/[^/]+|customers\/[^/]+)\/vouchers$/, { topics: ['vouchers'], atMostEveryMs: 5_000 }],
  [/^\/api\/v1\/vouchers\/[^/]+\/events$/, { topics: ['vouchers'], atMostEveryMs: 5_000 }],
  [/^\/api\/v1\/customers\/[^/]+\/timeline$/, { topics: ['customers', 'deliveries', 'vouchers', 'journeys'], atMostEveryMs: 10_000 }],
  [/^\/api\/v1\/(orders|consents)$/, { topics: ['customers'], atMostEveryMs: 10_000 }],
  [/^\/api\/v1\/audiences$/, { topics: ['audiences'] }],
  [/^\/api\/v1\/groups$/, { topics: ['groups'] }],
  [/^\/api\/v1\/imports$/, { topics: ['imports'] }],
  [/^\/api\/v1\/imports\/[^/]+\/(rejections|customers)$/, { topics: ['imports'], atMostEveryMs: 5_000 }],
  [/^\/api\/v1\/api-keys$/, { topics: ['keys'] }],
  [/^\/api\/v1\/members$/, { topics: ['members'] }],
]

export function followList(path: string): Followed {
  return topicsOfLists.find(([pattern]) => pattern.test(path))?.[1] ?? {}
}
