/**
 * Stand-ins for Resend, Vonage and a Web Push service on their real wire protocols, one process and one port:
 *
 *     /resend/…     RESEND_BASE_URL is <url>/resend
 *     /vonage/…     VONAGE_API_HOST is <url>/vonage
 *     /push/<id>    endpoints of the subscriptions that /_sandbox/push/subscriptions makes
 *     /store-admin  STORE_ADMIN_URL is <url>/store-admin
 *     /_sandbox/…   the control API: log, faults, behaviour, receipts
 *     /inbox        what arrived, for people; /groups the store admin's groups; /faults their switches
 *
 * It keeps its own log of what it accepted, and posts receipts to `<webhookBaseUrl>/webhooks/…`.
 */
import { createBehaviourStore, type Behaviour, type BehaviourChange } from './behaviour.ts'
import type { Controls } from './control/route.ts'
import { faultListSchema, type FaultInput } from './faults/fault.ts'
import { createFaultPlan } from './faults/fault-plan.ts'
import { createInboxStore, type InboxStore } from './inbox-store.ts'
import { openAcceptedLog, type AcceptedLog, type ProviderName } from './log/accepted-log.ts'
import { createSummaryReader, type LogSummary, type SummaryFilter } from './log/log-summary.ts'
import { completeCredentials, type SandboxCredentials, type SandboxOptions } from './options.ts'
import type { SandboxParts } from './parts.ts'
import { createPushService } from './push/push-service.ts'
import { createErrandQueue } from './receipts/errand-queue.ts'
import { createWebhookSender, type ReplayFilter } from './receipts/webhook-sender.ts'
import { createSimulatedReaders } from './readers/simulated-readers.ts'
import { createResendApi } from './resend/resend-api.ts'
import { listen } from './server.ts'
import { createStoreAdmin, type SandboxStoreAdmin } from './store-admin/store-admin.ts'
import { createVonageApi } from './vonage/vonage-api.ts'
import type { InboundSms } from './vonage/sms-receipts.ts'

export interface Sandbox {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string
  port: number
  resendBaseUrl: string
  vonageApiHost: string
  storeAdminUrl: string
  credentials: SandboxCredentials
  log: AcceptedLog
  inbox: InboxStore
  storeAdmin: SandboxStoreAdmin
  summarise(filter?: SummaryFilter): Promise<LogSummary>
  setFaults(faults: FaultInput[], seed?: number): void
  changeBehaviour(change: BehaviourChange): Behaviour
  /** Subscriptions as a browser would hand them to the store. */
  subscribe(count: number, applicationServerKey?: string): { endpoint: string; keys: { p256dh: string; auth: string } }[]
  receiveSms(sms: InboundSms): Promise<{ id: string; status: number }>
  /** Runs every waiting receipt and reader now; `waiting` counts webhooks that were not taken and will be tried again. */
  flush(): Promise<{ ran: number; waiting: number }>
  replayWebhooks(filter: ReplayFilter): Promise<{ replayed: number; statuses: number[] }>
  /** As new, except for the push subscriptions, which the store keeps as well. */
  reset(): Promise<void>
  close(): Promise<void>
}

const RETRY_DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000]

export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? Date.now
  const seed = options.seed ?? 1
  const log = await openAcceptedLog(options.dataDir)
  const behaviour = createBehaviourStore({
    ...options.behaviour,
    ...(options.webhookBaseUrl !== undefined && { webhookBaseUrl: options.webhookBaseUrl }),
  })
  const queue = createErrandQueue({ clock, runsByItself: () => behaviour.get().receipts === 'auto' })
  const parts: SandboxParts = {
    clock,
    seed,
    credentials: completeCredentials(options),
    log,
    inbox: createInboxStore(options.inboxCapacity ?? 5_000),
    faults: createFaultPlan({ seed, clock }),
    behaviour,
    queue,
    webhooks: createWebhookSender({
      clock,
      queue,
      baseUrl: () => behaviour.get().webhookBaseUrl,
      retryDelaysMs: options.webhookRetryDelaysMs ?? RETRY_DELAYS_MS,
    }),
    readers: createSimulatedReaders({ seed, queue, behaviour: () => behaviour.get() }),
  }
  const resend = createResendApi(parts)
  const vonage = createVonageApi(parts)
  const push = createPushService(parts, options.dataDir)
  const storeAdmin = createStoreAdmin({ ...parts.credentials.storeAdmin, webhooks: parts.webhooks, clock, seed, dataDir: options.dataDir })
  let lastRequest = 0
  for await (const record of log.read()) {
    resend.restore(record)
    vonage.restore(record)
    lastRequest = record.request
  }

  const requests: Record<ProviderName, number> = { resend: 0, vonage: 0, push: 0 }
  const auditor = createSummaryReader(log, (provider) => requests[provider])

  async function clearLog(): Promise<void> {
    await log.clear()
    auditor.forget()
    for (const provider of ['resend', 'vonage', 'push'] as const) requests[provider] = 0
  }

  async function reset(): Promise<void> {
    queue.clear()
    await clearLog()
    parts.inbox.clear()
    parts.faults.set([])
    behaviour.reset()
    parts.webhooks.forget()
    resend.forget()
    vonage.forget()
    storeAdmin.reset()
  }

  const controls: Controls = {
    parts,
    push,
    storeAdmin,
    announce: resend.announce,
    announceSms: vonage.announce,
    receive: vonage.receive,
    summarise: auditor.read,
    clearLog,
    reset,
  }
  const server = await listen({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    providers: { resend: resend.provider, vonage: vonage.provider, push: push.provider },
    countRequest(provider) {
      requests[provider] += 1
      return (lastRequest += 1)
    },
    controls,
  })

  return {
    url: server.url,
    port: server.port,
    resendBaseUrl: `${server.url}/resend`,
    vonageApiHost: `${server.url}/vonage`,
    storeAdminUrl: `${server.url}/store-admin`,
    credentials: parts.credentials,
    log,
    inbox: parts.inbox,
    storeAdmin,
    summarise: auditor.read,
    setFaults(faults, newSeed) {
      const parsed = faultListSchema.parse({ faults, seed: newSeed })
      parts.faults.set(parsed.faults, parsed.seed)
    },
    changeBehaviour: behaviour.change,
    subscribe: (count, applicationServerKey) =>
      push.subscriptions
        .create(count, applicationServerKey)
        .map(({ id, p256dh, auth }) => ({ endpoint: `${server.url}/push/${id}`, keys: { p256dh, auth } })),
    receiveSms: vonage.receive,
    flush: queue.flush,
    replayWebhooks: parts.webhooks.replay,
    reset,
    async close() {
      await server.close()
      await queue.close()
      await push.subscriptions.close()
      await storeAdmin.close()
      await log.close()
    },
  }
}
