/**
 * Posts webhooks as the providers do: signed, tried again with growing pauses until the receiver answers with a
 * 2xx, and remembered for a while so that they can be sent once more.
 */
import type { ErrandQueue } from './errand-queue.ts'

export interface Webhook {
  provider: 'resend' | 'vonage' | 'store-admin'
  /** Stays the same over all tries. */
  id: string
  type: string
  /** Below the webhook base URL. */
  path: string
  body: string
  /** Fresh signature headers; providers sign every try anew. */
  sign(now: number): Record<string, string>
}

interface Posted {
  webhook: Webhook
  headers: Record<string, string>
  /** HTTP status of the last try; 0 when there was no answer. */
  status: number
}

export interface ReplayFilter {
  provider?: 'resend' | 'vonage' | 'store-admin' | undefined
  id?: string | undefined
  type?: string | undefined
  /** The newest so many. */
  limit?: number | undefined
  /** True sends the very bytes and headers of the last try again, as somebody who overheard them would. */
  verbatim?: boolean | undefined
}

const REMEMBERED = 1_000
const POST_TIMEOUT_MS = 10_000

export type WebhookSender = ReturnType<typeof createWebhookSender>

export function createWebhookSender(options: {
  clock: () => number
  queue: ErrandQueue
  baseUrl: () => string | null
  retryDelaysMs: readonly number[]
}) {
  const history = new Map<Webhook, Posted>()

  async function post(webhook: Webhook, headers = webhook.sign(options.clock())): Promise<number> {
    const baseUrl = options.baseUrl()
    if (baseUrl === null) return 0
    const status = await send(`${baseUrl.replace(/\/+$/, '')}${webhook.path}`, webhook.body, headers)
    history.set(webhook, { webhook, headers, status })
    const [oldest] = history.keys()
    if (history.size > REMEMBERED && oldest) history.delete(oldest)
    return status
  }

  return {
    /** Posts after `delayMs`; errands of one `key` (a message) keep their order. */
    schedule(key: string, delayMs: number, makeWebhook: () => Webhook): void {
      let webhook: Webhook | undefined
      let tries = 0
      options.queue.add(key, delayMs, async () => {
        if (options.baseUrl() === null) return undefined
        webhook ??= makeWebhook()
        const status = await post(webhook)
        if (status >= 200 && status < 300) return undefined
        tries += 1
        return options.retryDelaysMs[tries - 1]
      })
    },
    post,
    async replay(filter: ReplayFilter): Promise<{ replayed: number; statuses: number[] }> {
      const chosen = [...history.values()]
        .filter(({ webhook }) => filter.provider === undefined || webhook.provider === filter.provider)
        .filter(({ webhook }) => filter.id === undefined || webhook.id === filter.id)
        .filter(({ webhook }) => filter.type === undefined || webhook.type === filter.type)
        .slice(-(filter.limit ?? REMEMBERED))
      const statuses: number[] = []
      for (const { webhook, headers } of chosen) statuses.push(await (filter.verbatim === true ? post(webhook, headers) : post(webhook)))
      return { replayed: statuses.length, statuses }
    },
    history: () =>
      [...history.values()].map(({ webhook, status }) => ({
        provider: webhook.provider,
        id: webhook.id,
        type: webhook.type,
        path: webhook.path,
        status,
      })),
    forget(): void {
      history.clear()
    },
  }
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(POST_TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}
