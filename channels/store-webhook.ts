/** Posts to an address of the store's: an operator's, and so kept away from what is not public, as push endpoints are. */
import { AddressRefusedError, createAddressGuard } from './address-guard.ts'
import { createPushRequest } from './push-request.ts'

const timeoutMs = 15_000

/** The status of the answer; undefined when there was none, `refused` for an address that must not be called. */
export function createStoreWebhook({ allowLoopback }: { allowLoopback: boolean }) {
  const guard = createAddressGuard({ allowLoopback })
  const request = createPushRequest(guard.lookup)
  return async function postToStore(
    address: string,
    { headers, body }: { headers: Record<string, string>; body: string },
  ): Promise<number | 'refused' | undefined> {
    const url = guard.parseEndpoint(address)
    if (url === undefined) return 'refused'
    try {
      const bytes = Buffer.from(body)
      const { status } = await request(url, {
        headers: { ...headers, 'content-length': bytes.length },
        body: bytes,
        signal: AbortSignal.timeout(timeoutMs),
      })
      return status
    } catch (error) {
      return error instanceof AddressRefusedError ? 'refused' : undefined
    }
  }
}
