/** The pieces that the providers, the control API and the pages share; `createSandbox` puts them together. */
import type { IncomingMessage } from 'node:http'
import type { BehaviourStore } from './behaviour.ts'
import type { Fault } from './faults/fault.ts'
import type { FaultPlan } from './faults/fault-plan.ts'
import type { Reply } from './http-exchange.ts'
import type { InboxStore } from './inbox-store.ts'
import type { AcceptedLog, ProviderName } from './log/accepted-log.ts'
import type { SandboxCredentials } from './options.ts'
import type { SimulatedReaders } from './readers/simulated-readers.ts'
import type { ErrandQueue } from './receipts/errand-queue.ts'
import type { WebhookSender } from './receipts/webhook-sender.ts'

export interface SandboxParts {
  clock: () => number
  seed: number
  credentials: SandboxCredentials
  log: AcceptedLog
  inbox: InboxStore
  faults: FaultPlan
  behaviour: BehaviourStore
  queue: ErrandQueue
  webhooks: WebhookSender
  readers: SimulatedReaders
}

/** One request to a provider, its body read. */
export interface ProviderCall {
  request: IncomingMessage
  /** Below the provider's own prefix, without the query. */
  path: string
  query: URLSearchParams
  body: Buffer
  /** Counts all requests to the providers, from 1. */
  number: number
  /** Waits out injected latency; undefined when there is none. */
  pause(): Promise<void> | undefined
}

export interface Provider {
  name: ProviderName
  bodyLimitBytes: number
  endpointOf(method: string, path: string): 'send' | 'lookup'
  handle(call: ProviderCall): Reply | Promise<Reply>
  /** The provider's own words for an injected failure. */
  refuse(fault: Fault): Reply
}
