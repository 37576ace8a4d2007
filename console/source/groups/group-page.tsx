/** One group of the store's admin: its state and its people. */
import { Alert, Group as MantineGroup, SimpleGrid } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { WriteButton } from '../broadcasts/write-button.tsx'
import { listOf } from '../http/page.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { Figure } from '../ui/figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PersonTable } from '../ui/person-table.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { Status } from '../ui/status.tsx'
import { TemporalLink } from '../ui/temporal-link.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { type Group, type GroupCustomer, groupQuery, groupsPath, groupStates, startGroupSync } from './group-queries.ts'

const route = getRouteApi('/groups/$id')

export function GroupPage() {
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(groupQuery(id))
  if (data === undefined)
    return (
      <Page title="Group">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  return <Loaded key={id} group={data} />
}

function Loaded({ group }: { group: Group }) {
  const { id, name, state, why } = group
  const cache = useQueryClient()
  const starting = useAction('groups:write', {
    mutationFn: () => startGroupSync(id),
    onSuccess: () => cache.invalidateQueries({ queryKey: groupQuery(id).queryKey }),
  })
  const isThere = state !== 'deleted'
  return (
    <Page
      title={name}
      description={
        <MantineGroup gap="md">
          <Status {...groupStates[state]} />
          <TextLink to="/groups" size="sm">
            All groups
          </TextLink>
        </MantineGroup>
      }
      actions={
        isThere ? (
          <>
            <ActionButton action={starting} variant="default" onClick={() => starting.mutate()}>
              Sync this group
            </ActionButton>
            <WriteButton name={name} part={{ kind: 'group', groupId: id }}>
              Write to them
            </WriteButton>
          </>
        ) : null
      }
    >
      {starting.isError ? <ProblemAlert error={starting.error} title="The sync could not be started" /> : null}
      {why === null ? null : <Alert variant="outline">{why}</Alert>}
      {starting.data === undefined ? null : <TemporalLink url={starting.data.temporalUrl} />}
      <Figures group={group} />
      <People group={group} />
    </Page>
  )
}

function Figures({ group: { members, adminMembers, pending, syncedAt, updatedAt } }: { group: Group }) {
  const timeZone = useTimeZone()
  return (
    <section className="card" aria-label="Figures">
      <SimpleGrid cols={{ base: 2, sm: 5 }}>
        <Figure label="Here" value={formatCount(members)} note="whom a campaign can reach" />
        <Figure label="In the admin" value={adminMembers === null ? '–' : formatCount(adminMembers)} />
        <Figure label="Not known here yet" value={formatCount(pending)} note="in it as soon as they come" />
        <Figure label="Last read" value={<Moment instant={syncedAt} timeZone={timeZone} />} />
        <Figure label="Last changed here" value={<Moment instant={updatedAt} timeZone={timeZone} />} />
      </SimpleGrid>
    </section>
  )
}

function Moment({ instant, timeZone }: { instant: string | null; timeZone: string }) {
  return <span style={{ fontSize: 'var(--mantine-font-size-sm)' }}>{instant === null ? 'Never' : formatInstant(instant, timeZone)}</span>
}

function People({ group: { id, state, updatedAt } }: { group: Group }) {
  const path = `${groupsPath}/${id}/customers`
  const cache = useQueryClient()
  const query = useInfiniteQuery(listOf<GroupCustomer>(path))
  useEffect(() => void cache.invalidateQueries({ queryKey: [path] }), [cache, path, updatedAt])
  return (
    <Section title={state === 'deleted' ? 'Its last members' : 'Members'} isFlush>
      <CursorList query={query} empty={<Empty title="Nobody is in it">Members are added in the store’s admin.</Empty>}>
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
    </Section>
  )
}
