/** Which running and scheduled voucher campaigns could reach the same customers. */
import { useQuery } from '@tanstack/react-query'
import { type Overlaps, OverlapList } from '../campaigns/overlap-list.tsx'
import { request } from '../http/request.ts'
import { Loading } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'

const path = '/api/v1/voucher-campaigns/overlaps'

export function OverlapSection() {
  const { data, error, refetch } = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<Overlaps>('GET', path, { signal }),
    staleTime: 300_000,
  })
  return (
    <Section title="The same customers in two campaigns">
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <ProblemAlert error={error} retry={() => void refetch()} />
        )
      ) : (
        <OverlapList overlaps={data} />
      )}
    </Section>
  )
}
