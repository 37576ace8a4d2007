/**
 * The cache of what the API said. While Regulars cannot be reached, what is known stays and what is asked waits; once it answers, everything that is
 * shown is asked anew. Refusals are not asked again. A write is never sent again by itself.
 */
import { onlineManager, QueryClient } from '@tanstack/react-query'
import { ApiError, connection, isUnreachable } from './request.ts'

const staleAfterMs = 10_000
const maxRetries = 2
const longestDelayMs = 30_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: staleAfterMs,
      // Of what cannot be reached, the wait for the connection is what keeps it from asking all the time.
      retry: (failures, error) => isUnreachable(error) || (failures < maxRetries && mayAskAgain(error)),
      retryDelay: (failures, error) =>
        (error instanceof ApiError ? error.retryAfterMs : undefined) ?? Math.min(1000 * 2 ** failures, longestDelayMs),
    },
    // Tried at once and once: who pressed the button is told, and presses it again.
    mutations: { networkMode: 'always' },
  },
})

function mayAskAgain(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429
}

// Not the browser's own word for it: on the operator's own machine Regulars is there without any network.
onlineManager.setEventListener((setOnline) => connection.subscribe(() => setOnline(!connection.read().isDown)))
connection.onReturn(() => void queryClient.invalidateQueries(undefined, { cancelRefetch: false }))
addEventListener('online', connection.tryNow)
