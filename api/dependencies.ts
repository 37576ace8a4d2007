/** What the API's routes are given: the same for every request. */
import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import type { Pool } from '../db/client.ts'
import type { ChannelName } from '../domain/channels.ts'

export interface RateLimit {
  requests: number
  perSeconds: number
}

export interface ApiConfig {
  /** Where customers' links lead, without a slash at the end. */
  publicUrl: string
  /** REGULARS_SECRET. */
  secret: string
  temporal: { uiUrl: string; namespace: string }
  rateLimit?: RateLimit
  /** Whether there is a store admin to sync groups with. */
  hasStoreAdmin?: boolean
  /** Those for which a provider is set up; left out where that is not known here. */
  channels?: readonly ChannelName[]
  /** How many questions about audiences run and wait at once, and how long each of their statements may take. */
  questions?: { atOnce?: number; waitingAtMost?: number; waitMs?: number; timeoutMs?: number }
}

export interface ApiDependencies {
  pool: Pool
  /** To the same database, with plans that are kept: for who calls, and for routes that find their rows by keys. */
  keyedPool: Pool
  /** May be down; routes that need it answer `temporal_unavailable`. */
  temporal: Client | undefined
  config: ApiConfig
  logger: Logger
  clock: () => Date
  /** Checks every answer against its schema: for tests. */
  checksAnswers?: boolean
}
