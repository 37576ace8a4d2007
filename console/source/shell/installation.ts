/** What a local installation offers to whoever sits at its machine; null where the console is served from elsewhere. */
import { queryOptions } from '@tanstack/react-query'

export interface Installation {
  /** Where the sandbox shows what arrived; null while real providers are set up. */
  inboxUrl: string | null
}

const path = '/console/session'

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  async queryFn({ signal }): Promise<Installation | null> {
    const response = await fetch(path, { signal, cache: 'no-store' })
    return response.ok ? ((await response.json()) as Installation) : null
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})
