/** What the sandbox has received instead of people, newest first and as it comes, and one message of it open beside the list. */
import { Button, Group, Text } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Confirmation } from '../ui/confirmation.tsx'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { formatCount } from '../words/numbers.ts'
import type { InboxSearch } from './inbox-filter.ts'
import './inbox.css'
import { InboxFilters } from './inbox-filters.tsx'
import { clearInbox, type InboxMessage, inboxStatusQuery, messagesPath } from './inbox-queries.ts'
import { MessageRow } from './message-row.tsx'
import { MessageView } from './message-view.tsx'

const route = getRouteApi('/dev/inbox')

export function InboxPage() {
  const status = useQuery(inboxStatusQuery)
  if (status.data === undefined)
    return (
      <Page title="Sandbox inbox">
        <NotLoaded error={status.error} refetch={status.refetch} />
      </Page>
    )
  if (status.data === null)
    return (
      <Page title="Sandbox inbox">
        <Empty
          title="No sandbox is in use"
          action={
            <ButtonLink to="/settings/channels" variant="default">
              See the channels
            </ButtonLink>
          }
        >
          Messages go to real providers and to real people. The sandbox stands in for providers that have no keys where one machine runs
          everything.
        </Empty>
      </Page>
    )
  return <Inbox version={status.data.version} counts={status.data.counts} keptAtMost={status.data.keptAtMost} />
}

interface InboxProps {
  version: number
  counts: { email: number; sms: number; push: number }
  keptAtMost: number
}

function Inbox({ version, counts, keptAtMost }: InboxProps) {
  const { message, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const timeZone = useTimeZone()
  const [isClearing, setIsClearing] = useState(false)
  const change = (part: FilterPart<InboxSearch>) =>
    void navigate({ search: (before) => dropAbsent<InboxSearch>({ ...before, ...part }), replace: true, resetScroll: false })
  const query = useInfiniteQuery({ ...listOf<InboxMessage>(messagesPath, { ...filter }, version), placeholderData: keepPreviousData })
  const total = counts.email + counts.sms + counts.push
  const isFiltered = Object.keys(filter).length > 0
  return (
    <Page
      title="Sandbox inbox"
      description={`What would have reached people: ${formatCount(counts.email)} emails, ${formatCount(counts.sms)} SMS, ${formatCount(counts.push)} push messages. The latest ${formatCount(keptAtMost)} of each are kept.`}
      actions={
        <Button variant="default" disabled={total === 0} onClick={() => setIsClearing(true)}>
          Clear
        </Button>
      }
    >
      <InboxFilters filter={filter} onChange={change} />
      <div className="inbox" data-open={message === undefined ? undefined : ''}>
        <section className="card card-flush inbox-list" aria-label="Messages">
          <CursorList
            query={query}
            empty={<Nothing isFiltered={isFiltered} onReset={() => void navigate({ search: {}, replace: true })} />}
          >
            {(messages) => (
              <ul className="inbox-rows">
                {messages.map((one) => (
                  <MessageRow key={one.id} message={one} isOpen={one.id === message} timeZone={timeZone} />
                ))}
              </ul>
            )}
          </CursorList>
        </section>
        <div className="inbox-pane">
          {message === undefined ? (
            <Text c="dimmed" size="sm" ta="center" py="xl">
              {total === 0 ? '' : 'Choose a message to read it.'}
            </Text>
          ) : (
            <>
              <Group hiddenFrom="md" mb="sm">
                <Button
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconArrowLeft size={16} aria-hidden />}
                  onClick={() => change({ message: undefined })}
                >
                  All messages
                </Button>
              </Group>
              <MessageView key={message} id={message} version={version} timeZone={timeZone} />
            </>
          )}
        </div>
      </div>
      <Confirmation
        isOpen={isClearing}
        title={`Forget ${formatCount(total)} ${total === 1 ? 'message' : 'messages'}?`}
        confirm="Clear the inbox"
        isDestructive
        onConfirm={async () => {
          await clearInbox()
          change({ message: undefined })
        }}
        onClose={() => setIsClearing(false)}
      >
        The sandbox forgets what it has received. The store’s own ledger and reports keep all of it.
      </Confirmation>
    </Page>
  )
}

function Nothing({ isFiltered, onReset }: { isFiltered: boolean; onReset: () => void }) {
  return isFiltered ? (
    <Empty
      title="Nothing like this"
      action={
        <Button variant="default" size="xs" onClick={onReset}>
          Show all
        </Button>
      }
    >
      No message of the inbox matches.
    </Empty>
  ) : (
    <Empty title="Nothing has arrived yet" action={<ButtonLink to="/configuration/marketing-campaign">Send a broadcast</ButtonLink>}>
      Every message shows up here the moment it is sent: of a broadcast, a test, an autopilot.
    </Empty>
  )
}
