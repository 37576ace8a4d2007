/** Everyone who was ever on the journey: who, where they stand and how it ended; each with their story. */
import { Anchor, Group, Select, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CustomerPicker } from '../../customers/customer-picker.tsx'
import { dropAbsent, type FilterPart } from '../../http/drop-absent.ts'
import { listOf } from '../../http/page.ts'
import { useTimeZone } from '../../store/store-settings.ts'
import { Empty } from '../../ui/empty.tsx'
import { CursorList } from '../../ui/list.tsx'
import { formatInstant } from '../../words/instants.ts'
import { journeyOutcomes, journeyStatuses, nameStepById } from '../../words/autopilots.ts'
import type { AutopilotSearch } from '../autopilot-filter.ts'
import { type Definition, type Journey, journeysPath } from '../autopilot-queries.ts'
import { JourneyRow } from './journey-row.tsx'

const route = getRouteApi('/configuration/voucher-campaign/autopilot/$id')

export function PeopleView({ autopilotId, definition }: { autopilotId: string; definition: Definition }) {
  const { status, outcome, step, reached, since, customer } = route.useSearch()
  const navigate = route.useNavigate()
  const timeZone = useTimeZone()
  const query = useInfiniteQuery(
    listOf<Journey>(journeysPath, { autopilotId, status, outcome, step, reached, matchedFrom: since, customerId: customer }),
  )
  const change = (part: FilterPart<AutopilotSearch>) =>
    void navigate({ search: (before) => dropAbsent<AutopilotSearch>({ ...before, ...part, view: 'people' }), replace: true })
  const state = outcome ?? status
  const steps = definition.steps.flatMap(({ id }) => [
    { value: `step:${id}`, label: `${nameStepById(definition, id)}: here now` },
    { value: `reached:${id}`, label: `${nameStepById(definition, id)}: came here` },
  ])
  const at = step === undefined ? (reached === undefined ? null : `reached:${reached}`) : `step:${step}`
  return (
    <section className="card card-flush" aria-label="People">
      <Group gap="xs" p="md" align="flex-end">
        <Select
          label="State"
          placeholder="Any state"
          clearable
          data={[
            ...Object.entries(journeyStatuses).map(([value, { label }]) => ({ value, label })),
            ...Object.entries(journeyOutcomes).map(([value, { label }]) => ({ value: `ended:${value}`, label: `Ended: ${label}` })),
          ]}
          value={outcome === undefined ? (state ?? null) : `ended:${outcome}`}
          onChange={(chosen) => {
            const ended = Object.keys(journeyOutcomes).find((one) => `ended:${one}` === chosen) as AutopilotSearch['outcome']
            change({ outcome: ended, status: ended === undefined && chosen !== null ? (chosen as Journey['status']) : undefined })
          }}
          flex="1 1 10rem"
        />
        <Select
          label="Step"
          placeholder="Any step"
          clearable
          data={steps}
          value={at}
          onChange={(chosen) => {
            const [kind, id] = [chosen?.slice(0, chosen.indexOf(':')), chosen?.slice(chosen.indexOf(':') + 1)]
            change({ step: kind === 'step' ? id : undefined, reached: kind === 'reached' ? id : undefined })
          }}
          flex="1 1 12rem"
        />
        <div style={{ flex: '1 1 14rem' }}>
          <CustomerPicker
            label="Customer"
            placeholder="Anybody"
            value={customer ?? null}
            onChange={(id) => change({ customer: id ?? undefined })}
          />
        </div>
      </Group>
      <CursorList
        query={query}
        empty={
          <Empty title="Nobody">
            {state === undefined && at === null && customer === undefined
              ? 'Whoever the trigger finds appears here.'
              : 'Nobody matches what you have chosen above.'}
          </Empty>
        }
      >
        {(journeys) => (
          <Table className="phone-rows">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Customer</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Where, and for what</Table.Th>
                <Table.Th visibleFrom="md">Found</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {journeys.map((journey) => (
                <JourneyRow key={journey.id} journey={journey} stepName={(id) => nameStepById(definition, id)} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </CursorList>
      <Text size="xs" c="dimmed" px="md" pb="md" pt="xs">
        Newest first.
        {since === undefined ? null : (
          <>
            {' '}
            Found since {formatInstant(since, timeZone)}.{' '}
            <Anchor component="button" type="button" inherit underline="always" onClick={() => change({ since: undefined })}>
              Everyone
            </Anchor>
          </>
        )}
      </Text>
    </section>
  )
}
