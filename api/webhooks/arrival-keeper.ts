/** Keeps when each webhook address was last heard of: in memory, and in the database every few seconds at most, whatever comes. */
import { Router } from 'express'
import type { Pool } from '../../db/client.ts'
import { noteWebhook } from '../../db/queries/channels/note-webhook.ts'
import { problemCatalogue } from '../http/problems.ts'

export interface ArrivalKeeper {
  /** Before the webhooks' own routers: it listens to how they end. */
  router: Router
  /** Keeps what is not kept yet. */
  close(): Promise<void>
}

/** Where providers call, and who they are. */
const addresses = {
  '/webhooks/resend': 'resend',
  '/webhooks/vonage/status': 'vonage',
  '/webhooks/vonage/inbound': 'vonage',
  '/webhooks/store-admin': 'store-admin',
}
const notSigned = problemCatalogue.webhook_not_signed.status

interface Arrivals {
  provider: string
  takenAt: Date | null
  refusedAt: Date | null
}

export function createArrivalKeeper({
  pool,
  clock,
  keepEveryMs = 2_000,
}: {
  pool: Pool
  clock: () => Date
  keepEveryMs?: number
}): ArrivalKeeper {
  let waiting = new Map<string, Arrivals>()
  let timer: NodeJS.Timeout | undefined
  let latest = Promise.resolve()

  async function keep(): Promise<void> {
    const taken = waiting
    waiting = new Map()
    for (const [path, arrivals] of taken) await noteWebhook(pool, { path, ...arrivals })
  }

  /** A database that is away loses a note: the next webhook makes another. */
  function flush(): Promise<void> {
    timer = undefined
    latest = latest.then(keep).catch(() => undefined)
    return latest
  }

  function note(path: string, provider: string, status: number): void {
    const isTaken = status >= 200 && status < 300
    if (!isTaken && status !== notSigned) return
    const known = waiting.get(path) ?? { provider, takenAt: null, refusedAt: null }
    waiting.set(path, { ...known, ...(isTaken ? { takenAt: clock() } : { refusedAt: clock() }) })
    timer ??= setTimeout(() => void flush(), keepEveryMs).unref()
  }

  const router = Router({ caseSensitive: true, strict: true })
  for (const [path, provider] of Object.entries(addresses)) {
    router.post(path, (_request, response, next) => {
      response.once('finish', () => note(path, provider, response.statusCode))
      next()
    })
  }
  return {
    router,
    async close() {
      clearTimeout(timer)
      await flush()
    },
  }
}
