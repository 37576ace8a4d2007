/** Every file that was imported or tried out, newest first: how it stands, and what came of it. */
import { Group } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterSelect } from '../ui/filter-select.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { importKinds, importStatuses } from '../words/imports.ts'
import { type ImportFilter, runs } from './import-filter.ts'
import { type ImportJob, importsPath } from './import-queries.ts'
import { ImportTable } from './import-table.tsx'

const route = getRouteApi('/imports')

export function ImportListPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const { run, ...rest } = filter
  const query = useInfiniteQuery(
    listOf<ImportJob>(importsPath, { ...rest, isDryRun: run === undefined ? undefined : String(run === 'dry') }),
  )
  const change = (part: FilterPart<ImportFilter>) =>
    void navigate({ search: (before) => dropAbsent<ImportFilter>({ ...before, ...part }), replace: true })
  return (
    <Page
      title="Imports"
      description="Customers and orders from CSV files, Shopify’s and WooCommerce’s exports among them."
      actions={<NewLink />}
    >
      <Group gap="xs">
        <SearchInput label="Search by file" placeholder="Name of a file" start={filter.q} onSearch={(q) => change({ q })} />
        <FilterSelect label="Status" words={importStatuses} value={filter.status} onChange={(status) => change({ status })} />
        <FilterSelect label="Kind" words={importKinds} value={filter.kind} onChange={(kind) => change({ kind })} />
        <FilterSelect label="Run" words={runs} value={filter.run} onChange={(chosen) => change({ run: chosen })} />
      </Group>
      <section className="card card-flush" aria-label="Imports">
        <CursorList query={query} empty={<NoImports isFiltered={Object.keys(filter).length > 0} />}>
          {(rows) => <ImportTable imports={rows} />}
        </CursorList>
      </section>
    </Page>
  )
}

function NewLink() {
  return (
    <ButtonLink to="/imports/new" leftSection={<IconUpload size={16} aria-hidden />}>
      Import a file
    </ButtonLink>
  )
}

function NoImports({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered)
    return (
      <Empty title="Nothing matches" action={<TextLink to="/imports">Show all imports</TextLink>}>
        No import has this file, status and kind.
      </Empty>
    )
  return (
    <Empty title="Nothing imported yet" action={<NewLink />}>
      Choose a CSV file with customers or with orders. Nothing is changed before you have seen what it would do.
    </Empty>
  )
}
