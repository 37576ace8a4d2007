/** What the API's routes are given: the same for every request. */
import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import type { Pool } from '../db/client.ts'
import type { EmailContent, PushContent, SmsContent } from '../channels/content.ts'
import type { TestOutcome } from '../domain/channel-tests.ts'
import type { ChannelName } from '../domain/channels.ts'
import type { ChannelSetup } from './channel-setup/channel-setups.ts'

export interface RateLimit {
  requests: number
  perSeconds: number
}

export interface ApiConfig {
  /** Where the API listens. */
  host?: string
  /** Where customers' links lead, without a slash at the end. */
  publicUrl: string
  /** REGULARS_SECRET. */
  secret: string
  temporal: { uiUrl: string; namespace: string }
  rateLimit?: RateLimit
  /** The proxies that tell who calls: how many, or their addresses. None, when left out. */
  trustProxy?: number | string[] | undefined
  /** Whether there is a store admin to sync groups with. */
  hasStoreAdmin?: boolean
  /** Those for which a provider is set up; left out where that is not known here. */
  channels?: readonly ChannelName[]
  /** How each of them is set up; left out where that is not known here. */
  channelSetups?: readonly ChannelSetup[]
  /** Where the sandbox that stands in for providers is reached; left out where there is none. */
  sandboxUrl?: string | undefined
  /** How many questions about audiences run and wait at once, and how long each of their statements may take. */
  questions?: { atOnce?: number; waitingAtMost?: number; waitMs?: number; timeoutMs?: number }
}

export interface TrialAnswer {
  outcome: TestOutcome
  /** Of channels/channel.ts, or `busy`; null for what was accepted. */
  code: string | null
  tookMs: number
}

/** One message through a channel's real sender. Never throws for what the provider did. */
export type ChannelTrial = (
  test: { testId: string } & (
    | { channel: 'email'; content: EmailContent }
    | { channel: 'sms'; content: SmsContent }
    | { channel: 'push'; content: PushContent }
  ),
) => Promise<TrialAnswer>

export interface ApiDependencies {
  pool: Pool
  /** To the same database, with plans that are kept: for who calls, and for routes that find their rows by keys. */
  keyedPool: Pool
  /** May be down; routes that need it answer `temporal_unavailable`. */
  temporal: Client | undefined
  config: ApiConfig
  /** Left out where this process cannot send. */
  tryChannel?: ChannelTrial
  logger: Logger
  clock: () => Date
  /** Checks every answer against its schema: for tests. */
  checksAnswers?: boolean
}
