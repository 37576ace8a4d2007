/** One autopilot: its journey with numbers, the people on it, its versions, and what it would do. */
import { Alert, Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { DraftPage } from '../drafts/draft-page.tsx'
import { useDraft } from '../drafts/use-draft.ts'
import { useMayHere } from '../session/page-rights.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { TemporalLink } from '../ui/temporal-link.tsx'
import { autopilotStatuses } from '../words/autopilots.ts'
import { formatAgo } from '../words/instants.ts'
import type { AutopilotView } from './autopilot-filter.ts'
import { type Autopilot, autopilotQuery, changeAutopilot, definitionCheckQuery, numbersQuery, readAutopilot } from './autopilot-queries.ts'
import { JourneyView } from './journey-view.tsx'
import { NumberStrip } from './number-strip.tsx'
import { PeopleView } from './people/people-view.tsx'
import { RunActions } from './run/run-actions.tsx'
import { SimulationView } from './run/simulation-view.tsx'
import { VersionView } from './run/version-view.tsx'

const route = getRouteApi('/configuration/voucher-campaign/autopilot/$id')

export function AutopilotPage() {
  const { id } = route.useParams()
  const { data: autopilot, error, refetch } = useQuery(autopilotQuery(id))
  if (autopilot === undefined) {
    return (
      <Page title="Autopilot" heading={null}>
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  }
  return <Loaded key={id} autopilot={autopilot} />
}

function Loaded({ autopilot }: { autopilot: Autopilot }) {
  const { id, status, publishedNumber, sweepError, temporalUrl, lastSweepAt } = autopilot
  const { view = 'journey' } = route.useSearch()
  const navigate = route.useNavigate()
  const { keeper, draft } = useDraft(
    { fields: { name: autopilot.name, definition: autopilot.definition }, version: autopilot.version },
    { recordKey: autopilotQuery(id).queryKey, save: (fields, version) => changeAutopilot(id, version, fields) },
  )
  const { fields, version } = draft
  const check = useQuery(definitionCheckQuery(id, version)).data
  const numbers = useQuery({ ...numbersQuery(id), enabled: status !== 'draft' }).data
  const isReadOnly = !useMayHere() || status === 'retired'
  return (
    <DraftPage
      keeper={keeper}
      draft={draft}
      untitled="Autopilot"
      placeholder="Name of the autopilot"
      missing="An autopilot needs a name"
      status={autopilotStatuses[status]}
      isReadOnly={isReadOnly}
      detail={
        <>
          <Text span size="sm">
            {publishedNumber === null ? 'Not published yet' : `Version ${publishedNumber} is published`}
          </Text>
          {status === 'enabled' && lastSweepAt !== null ? (
            <Text span size="sm">
              Looked for customers {formatAgo(lastSweepAt)}
            </Text>
          ) : null}
          <TemporalLink url={temporalUrl} />
        </>
      }
      actions={<RunActions autopilot={autopilot} definition={fields.definition} check={check} numbers={numbers} keeper={keeper} />}
      readVersion={async () => (await readAutopilot(id)).version}
    >
      {sweepError === null ? null : (
        <Alert color="red" variant="outline" role="status" title="Looking for customers failed the last time">
          {sweepError.replaceAll('_', ' ')}. It is tried again by itself.
        </Alert>
      )}
      {numbers === undefined ? null : <NumberStrip autopilot={autopilot} numbers={numbers} />}
      <Tabs
        value={view}
        keepMounted={false}
        onChange={(next) => void navigate({ search: next === 'journey' ? {} : { view: next as AutopilotView }, replace: true })}
      >
        <Tabs.List>
          <Tabs.Tab value="journey">Journey</Tabs.Tab>
          <Tabs.Tab value="people">People</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
          <Tabs.Tab value="try">Try it out</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="journey" pt="md">
          <JourneyView
            autopilotId={id}
            definition={fields.definition}
            numbers={numbers}
            faults={check?.errors ?? []}
            isReadOnly={isReadOnly}
            onChange={(definition) => keeper.change({ definition })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="people" pt="md">
          <PeopleView autopilotId={id} definition={fields.definition} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="md">
          <VersionView autopilot={autopilot} />
        </Tabs.Panel>
        <Tabs.Panel value="try" pt="md">
          <SimulationView autopilot={autopilot} definition={fields.definition} flush={keeper.flush} />
        </Tabs.Panel>
      </Tabs>
    </DraftPage>
  )
}
