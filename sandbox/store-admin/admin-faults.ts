/** What can go wrong with the store admin. A fault happens to the share `rate` of what it applies to, or to the next `count` of them, or to all. */
import { z } from 'zod'
import { createRandom } from '../seeded-random.ts'

export const ADMIN_FAULT_KINDS = [
  /** Answers come late. */
  'slow',
  'rate_limited',
  'server_error',
  'reset',
  'bad_json',
  /** A page of members that is not the first: an error page, or nobody on it. */
  'page_missing',
  'page_empty',
  'webhook_lost',
  'webhook_twice',
  'webhook_late',
] as const
export type AdminFaultKind = (typeof ADMIN_FAULT_KINDS)[number]

const adminFaultSchema = z.strictObject({
  kind: z.enum(ADMIN_FAULT_KINDS),
  rate: z.number().min(0).max(1).optional(),
  count: z.int().min(1).max(1_000_000).optional(),
  /** slow, webhook_late: how long. */
  ms: z.int().min(0).max(3_600_000).optional(),
  /** rate_limited, server_error: the `Retry-After` header. */
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
})
export const adminFaultListSchema = z.strictObject({ seed: z.int().optional(), faults: z.array(adminFaultSchema).max(50) })
export type AdminFault = z.output<typeof adminFaultSchema>

export type AdminFaults = ReturnType<typeof createAdminFaults>

export function createAdminFaults(seed: number) {
  let random = createRandom(seed)
  let armed: { fault: AdminFault; fired: number }[] = []
  return {
    set(faults: readonly AdminFault[], newSeed = seed): void {
      random = createRandom(newSeed)
      armed = faults.map((fault) => ({ fault, fired: 0 }))
    },
    list: () => armed.map(({ fault, fired }) => ({ ...fault, fired })),
    /** The first fault of that kind that happens now. */
    draw(kind: AdminFaultKind): AdminFault | undefined {
      const entry = armed.find(
        ({ fault, fired }) =>
          fault.kind === kind && (fault.count === undefined || fired < fault.count) && (fault.rate === undefined || random() < fault.rate),
      )
      if (entry !== undefined) entry.fired += 1
      return entry?.fault
    },
  }
}
