/** The cache of what the API said. Refusals are not asked again; an unreachable server is, a few times. */
import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './request.ts'

const staleAfterMs = 10_000
const maxRetries = 2

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: staleAfterMs,
      retry: (failures, error) => failures < maxRetries && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
})
