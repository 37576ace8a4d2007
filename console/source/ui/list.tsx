/** What every list by cursor does around its table: the first load, failing, being empty, and more rows. */
import { Button, Center, Skeleton, Stack } from '@mantine/core'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Page } from '../http/page.ts'
import { ProblemAlert } from './problem.tsx'

type Paged<Row> = UseInfiniteQueryResult<{ pages: Page<Row>[] }>

interface CursorListProps<Row> {
  query: Paged<Row>
  empty: ReactNode
  children: (rows: Row[]) => ReactNode
}

export function CursorList<Row>({ query, empty, children }: CursorListProps<Row>) {
  const rows = query.data?.pages.flatMap((page) => page.data)
  if (rows === undefined) return query.isError ? <Failure query={query} /> : <Loading />
  if (rows.length === 0) return empty
  return (
    <>
      {children(rows)}
      {query.isError ? <Failure query={query} /> : null}
      {query.hasNextPage ? (
        <Center p="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </Center>
      ) : null}
    </>
  )
}

function Failure<Row>({ query }: { query: Paged<Row> }) {
  return (
    <Stack p="md">
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
    </Stack>
  )
}

export function Loading() {
  return (
    <Stack p="md" gap="sm" aria-label="Loading" role="status">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={20} />
      ))}
    </Stack>
  )
}
