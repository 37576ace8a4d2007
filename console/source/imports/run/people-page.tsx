/** Whom an import has brought or changed. */
import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { listOf } from '../../http/page.ts'
import { Empty } from '../../ui/empty.tsx'
import { TextLink } from '../../ui/link.tsx'
import { CursorList } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { PersonTable } from '../../ui/person-table.tsx'
import { type ImportPerson, importQuery, importsPath } from '../import-queries.ts'

const route = getRouteApi('/imports/$id/people')
const titles = { created: 'Brought by', updated: 'Changed by' }

export function ImportPeoplePage() {
  const { id } = route.useParams()
  const { status = 'created' } = route.useSearch()
  const navigate = route.useNavigate()
  const job = useQuery(importQuery(id)).data
  const query = useInfiniteQuery(listOf<ImportPerson>(`${importsPath}/${id}/customers`, { status }))
  const file = job?.fileName ?? 'this import'
  const isOrders = job?.kind === 'orders'
  return (
    <Page
      title={`${titles[status]} ${file}`}
      description={
        <>
          {isOrders ? 'Those whose orders they are. ' : ''}The first ten thousand are kept, for thirty days.{' '}
          <TextLink to="/imports/$id" params={{ id }} size="sm" underline="always">
            Back to the import
          </TextLink>
        </>
      }
    >
      <SegmentedControl
        aria-label="Which"
        w="fit-content"
        value={status}
        onChange={(chosen) => void navigate({ search: chosen === 'updated' ? { status: 'updated' } : {}, replace: true })}
        data={[
          { value: 'created', label: 'New' },
          { value: 'updated', label: 'Changed' },
        ]}
      />
      <section className="card card-flush" aria-label="People">
        <CursorList
          query={query}
          empty={
            <Empty title="Nobody">
              This import has {status === 'created' ? 'brought' : 'changed'} nobody, or it is more than thirty days ago.
            </Empty>
          }
        >
          {(people) => (
            <PersonTable
              people={people.map(({ customerId, externalId, firstName, lastName }) => ({
                id: customerId,
                externalId,
                name: [firstName, lastName].filter((part) => part !== null).join(' ') || null,
              }))}
            />
          )}
        </CursorList>
      </section>
    </Page>
  )
}
