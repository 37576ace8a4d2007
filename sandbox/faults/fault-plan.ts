/**
 * Decides what goes wrong next. Draws come from a seeded generator in the order of the requests; whether one
 * recipient is refused depends on the seed and the address alone, so that a retry meets the same refusal.
 */
import type { ProviderName } from '../log/accepted-log.ts'
import { createRandom, hashToUnit } from '../seeded-random.ts'
import { ARRIVAL_KINDS, REPLY_KINDS, type Fault, type FaultKind } from './fault.ts'

export interface RequestFaults {
  latencyMs: number
  arrival?: Fault
  reply?: Fault
}

export interface ReceiptFaults {
  isOff: boolean
  isTwice: boolean
  isOutOfOrder: boolean
  lateByMs: number
}

const NO_REQUEST_FAULTS: RequestFaults = { latencyMs: 0 }
const NO_RECEIPT_FAULTS: ReceiptFaults = { isOff: false, isTwice: false, isOutOfOrder: false, lateByMs: 0 }
const LATE_MS = 60_000

interface Armed {
  fault: Fault
  fired: number
  /** Instants of the requests let through within the last second, for `requestsPerSecond`. */
  recent: number[]
}

export type FaultPlan = ReturnType<typeof createFaultPlan>

export function createFaultPlan(options: { seed: number; clock: () => number }) {
  let seed = options.seed
  let random = createRandom(seed)
  let armed: Armed[] = []

  const applies = (entry: Armed, provider: ProviderName) => entry.fault.provider === 'all' || entry.fault.provider === provider
  const isSpent = ({ fault, fired }: Armed) => fault.count !== undefined && fired >= fault.count

  function fires(entry: Armed): boolean {
    if (isSpent(entry)) return false
    if (entry.fault.rate !== undefined && random() >= entry.fault.rate) return false
    if (entry.fault.params.requestsPerSecond !== undefined && !isOverLimit(entry, entry.fault.params.requestsPerSecond)) return false
    entry.fired += 1
    return true
  }

  function isOverLimit(entry: Armed, requestsPerSecond: number): boolean {
    const now = options.clock()
    entry.recent = entry.recent.filter((instant) => instant > now - 1_000)
    if (entry.recent.length >= requestsPerSecond) return true
    entry.recent.push(now)
    return false
  }

  function addRequestFault(drawn: RequestFaults, entry: Armed): void {
    const { fault } = entry
    if (fault.kind === 'latency') {
      if (fires(entry)) drawn.latencyMs += (fault.params.ms ?? 100) + Math.round((fault.params.jitterMs ?? 0) * random())
      return
    }
    const slot = slotOf(fault)
    if (slot !== undefined && drawn[slot] === undefined && fires(entry)) drawn[slot] = fault
  }

  /** Whether this recipient is refused; by address, unless the fault counts. */
  function hitsRecipient(kind: FaultKind, provider: ProviderName, address: string): boolean {
    for (const entry of armed) {
      const { fault } = entry
      if (fault.kind !== kind || !applies(entry, provider) || isSpent(entry)) continue
      if (fault.params.addresses && !fault.params.addresses.includes(address)) continue
      if (fault.rate !== undefined && hashToUnit(seed, kind, address) >= fault.rate) continue
      entry.fired += 1
      return true
    }
    return false
  }

  return {
    set(faults: Fault[], newSeed?: number): void {
      seed = newSeed ?? seed
      random = createRandom(seed)
      armed = faults.map((fault) => ({ fault, fired: 0, recent: [] }))
    },
    list: () => ({ seed, faults: armed.map(({ fault, fired }) => ({ ...fault, fired })) }),
    hitsRecipient,
    drawForRequest(provider: ProviderName, endpoint: 'send' | 'lookup'): RequestFaults {
      if (armed.length === 0) return NO_REQUEST_FAULTS
      const drawn: RequestFaults = { latencyMs: 0 }
      for (const entry of armed) {
        const wanted = entry.fault.params.endpoint ?? 'send'
        if (applies(entry, provider) && (wanted === 'any' || wanted === endpoint)) addRequestFault(drawn, entry)
      }
      return drawn
    },
    drawForReceipts(provider: ProviderName): ReceiptFaults {
      if (armed.length === 0) return NO_RECEIPT_FAULTS
      const hit = (kind: FaultKind) => armed.find((entry) => entry.fault.kind === kind && applies(entry, provider) && fires(entry))?.fault
      const late = hit('receipts_late')
      return {
        isOff: hit('receipts_off') !== undefined,
        isTwice: hit('receipts_twice') !== undefined,
        isOutOfOrder: hit('receipts_out_of_order') !== undefined,
        lateByMs: late ? (late.params.ms ?? LATE_MS) : 0,
      }
    },
  }
}

function slotOf(fault: Fault): 'arrival' | 'reply' | undefined {
  if ((REPLY_KINDS as readonly string[]).includes(fault.kind)) return 'reply'
  if ((ARRIVAL_KINDS as readonly string[]).includes(fault.kind)) return fault.params.afterAcceptance === true ? 'reply' : 'arrival'
  return undefined
}
