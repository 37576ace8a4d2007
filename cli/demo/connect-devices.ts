/** Gives the demo store's push customers a device each: a subscription at the sandbox's push service. */
import type { Pool } from '../../db/client.ts'
import { listCustomersWithoutDevice } from '../../db/queries/demo-store.ts'
import { upsertPushSubscriptions } from '../../db/queries/push-subscriptions.ts'

interface SandboxSubscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

const timeoutMs = 30_000

/** @returns how many devices there are now that were not there before. @throws when the sandbox does not answer */
export async function connectDevices(
  pool: Pool,
  { sandboxUrl, pushPublicKey }: { sandboxUrl: string; pushPublicKey?: string },
): Promise<number> {
  const customers = await listCustomersWithoutDevice(pool)
  if (customers.length === 0) return 0
  const response = await fetch(`${sandboxUrl}/_sandbox/push/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count: customers.length, ...(pushPublicKey === undefined ? {} : { applicationServerKey: pushPublicKey }) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok) throw new Error(`The sandbox made no push subscriptions: HTTP ${response.status}`)
  const { data } = (await response.json()) as { data: SandboxSubscription[] }
  const devices = customers.flatMap(({ id }, index) => {
    const subscription = data[index]
    if (subscription === undefined) return []
    const { endpoint, keys } = subscription
    return [{ customerId: id, endpoint, p256dh: keys.p256dh, auth: keys.auth, userAgent: 'Regulars sandbox' }]
  })
  return (await upsertPushSubscriptions(pool, devices)).length
}
