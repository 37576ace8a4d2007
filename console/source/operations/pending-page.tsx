/** What was matched and is not completed: where each stands, since when, for what it waits, and what can be done about it. */
import { Alert, Chip, Group, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { CampaignSelect } from '../campaigns/campaign-select.tsx'
import { CustomerPicker } from '../customers/customer-picker.tsx'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { formatCount } from '../words/numbers.ts'
import { type PendingPage as PendingRows, pendingPath, type PendingTrigger } from './operation-queries.ts'
import { PendingActions } from './pending-actions.tsx'
import { isPendingState, type PendingFilter, pendingStates } from './pending-filter.ts'
import { PendingTable } from './pending-table.tsx'

/** Who waits gets stuck by the clock, and Temporal knows of stages that no row tells. */
const lookEveryMs = 60_000

const route = getRouteApi('/configuration/voucher-campaign/pending-triggers')

export function PendingTriggersPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const query = useInfiniteQuery({ ...listOf<PendingTrigger>(pendingPath, { ...filter }), refetchInterval: lookEveryMs })
  const first = query.data?.pages[0] as PendingRows | undefined
  const change = (part: FilterPart<PendingFilter>) => {
    setChosen(new Set())
    void navigate({ search: (before) => dropAbsent<PendingFilter>({ ...before, ...part }), replace: true })
  }
  const isFiltered = Object.keys(filter).length > 0
  const totals = first?.totals ?? null
  return (
    <Page
      title="Who is waiting"
      description="Everyone whom a campaign has found and is not done with: not started yet, waiting, or on their way."
    >
      <Group gap="xs" align="flex-end">
        <CampaignSelect label="Campaign" value={filter.campaign} onChange={(campaign) => change({ campaign })} flex="1 1 12rem" />
        <div style={{ flex: '1 1 12rem' }}>
          <CustomerPicker
            label="Customer"
            placeholder="Anybody"
            value={filter.customer ?? null}
            onChange={(customer) => change({ customer: customer ?? undefined })}
          />
        </div>
        <Select
          label="State"
          placeholder="Any state"
          clearable
          data={Object.entries(pendingStates).map(([value, label]) => ({ value, label }))}
          value={filter.state ?? null}
          onChange={(state) => change({ state: isPendingState(state) ? state : undefined })}
          flex="1 1 9rem"
        />
      </Group>
      {first?.isTemporalAnswered === false ? (
        <Alert variant="outline" color="yellow" role="status">
          Temporal gives no answer at the moment: stages are as they were told last, and nobody can say what is stuck.
        </Alert>
      ) : null}
      {totals === null ? null : (
        <Chip.Group
          value={filter.stage ?? 'all'}
          onChange={(stage) => change({ stage: stage === 'all' || typeof stage !== 'string' ? undefined : stage })}
        >
          <Group gap={6} role="group" aria-label="Stage">
            <Chip value="all" size="xs" variant="outline">
              All {formatCount(totals.journeys + totals.customersOnPages)}
            </Chip>
            {sumStages(totals.byStage).map(([stage, count]) => (
              <Chip key={stage} value={stage} size="xs" variant="outline">
                {stage.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())} {formatCount(count)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      <PendingActions
        chosen={[...chosen]}
        filter={filter}
        matching={isFiltered && filter.kind !== 'promotion' ? totals?.journeys : undefined}
        onDone={() => {
          setChosen(new Set())
          void query.refetch()
        }}
      />
      <section className="card card-flush" aria-label="Waiting">
        <CursorList
          query={query}
          empty={
            <Empty
              title={isFiltered ? 'Nobody' : 'Nobody waits'}
              action={
                isFiltered ? <TextLink to="/configuration/voucher-campaign/pending-triggers">Show everyone who waits</TextLink> : undefined
              }
            >
              {isFiltered
                ? 'Nobody matches what you have chosen above.'
                : 'Whoever a running campaign finds appears here until they are done.'}
            </Empty>
          }
        >
          {(rows) => <PendingTable rows={rows} chosen={chosen} onChoose={setChosen} />}
        </CursorList>
      </section>
    </Page>
  )
}

/** Of one stage in several states, the sum. */
function sumStages(byStage: NonNullable<PendingRows['totals']>['byStage']): [string, number][] {
  const sums = new Map<string, number>()
  for (const { stage, count } of byStage) sums.set(stage, (sums.get(stage) ?? 0) + count)
  return [...sums].toSorted(([, a], [, b]) => b - a).slice(0, 10)
}
