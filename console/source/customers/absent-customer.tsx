/** In the place of a customer who is not there: erased, with what is kept without their person, or never known. */
import { Alert } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { customersPath, type TimelineEntry } from './customer-queries.ts'
import { TimelineSection } from './timeline-section.tsx'

export function AbsentCustomer({ id, timeZone }: { id: string; timeZone: string }) {
  const left = useInfiniteQuery({
    ...listOf<TimelineEntry>(`${customersPath}/${encodeURIComponent(id)}/timeline`, { limit: 1 }),
    retry: false,
  })
  const hasRows = (left.data?.pages[0]?.data.length ?? 0) > 0
  const toCustomers = <ButtonLink to="/customers">All customers</ButtonLink>
  if (hasRows)
    return (
      <Page title="Erased customer" description={id} actions={toCustomers}>
        <Alert variant="outline" title="This customer was erased">
          Name, addresses, orders, events and evidence are gone for good. What follows is kept without the person, so that reports still add
          up. A suppressed address stays suppressed.
        </Alert>
        <TimelineSection id={id} timeZone={timeZone} />
      </Page>
    )
  return (
    <Page title="Customer">
      {left.isError || left.data !== undefined ? (
        <Empty title="There is no such customer" action={toCustomers}>
          The address may be mistyped, or the customer was erased and had never been written to.
        </Empty>
      ) : (
        <CursorList query={left} empty={null}>
          {() => null}
        </CursorList>
      )}
    </Page>
  )
}
