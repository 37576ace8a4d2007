/** In the place of what is not there yet: that it is loaded, that there is none, or why it could not be loaded and the way to try again. */
import { ApiError } from '../http/request.ts'
import { Empty } from './empty.tsx'
import { ButtonLink } from './link.tsx'
import { Loading } from './list.tsx'
import { ProblemAlert } from './problem.tsx'

interface NotLoadedProps {
  error: Error | null
  refetch: () => Promise<unknown>
}

export function NotLoaded({ error, refetch }: NotLoadedProps) {
  if (error === null) return <Loading />
  // To ask again would not bring it back.
  if (error instanceof ApiError && error.status === 404)
    return (
      <Empty
        title="It is not here"
        action={
          <ButtonLink to="/" variant="default">
            Go to today
          </ButtonLink>
        }
      >
        It was deleted, or its address is mistyped.
      </Empty>
    )
  return <ProblemAlert error={error} retry={() => void refetch()} />
}
