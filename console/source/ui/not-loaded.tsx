/** In the place of what is not there yet: that it is loaded, or why it could not be and the way to try again. */
import { Loading } from './list.tsx'
import { ProblemAlert } from './problem.tsx'

interface NotLoadedProps {
  error: Error | null
  refetch: () => Promise<unknown>
}

export function NotLoaded({ error, refetch }: NotLoadedProps) {
  return error === null ? <Loading /> : <ProblemAlert error={error} retry={() => void refetch()} />
}
