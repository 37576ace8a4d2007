/**
 * What the fault of a request proves. A request whose connection was never made cannot have reached the provider; after that, a lost
 * connection says nothing about what the provider did.
 */

/** The faults of looking up a host and of connecting to it carry the system call that failed. */
const connectingCalls = new Set(['connect', 'getaddrinfo'])
const connectingCodes = new Set(['UND_ERR_CONNECT_TIMEOUT'])

/** Whether the request certainly never left this process. Looks through the causes that `fetch` wraps. */
export function isNeverSent(fault: unknown): boolean {
  for (let depth = 0; depth < 5 && fault instanceof Error; depth += 1) {
    // Every address of the host was tried.
    if (fault instanceof AggregateError) return fault.errors.length > 0 && fault.errors.every(isNeverSent)
    if ('syscall' in fault && typeof fault.syscall === 'string' && connectingCalls.has(fault.syscall)) return true
    if ('code' in fault && typeof fault.code === 'string' && connectingCodes.has(fault.code)) return true
    fault = fault.cause
  }
  return false
}
