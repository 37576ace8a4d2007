/** Everything that happened with a customer over all campaigns, in sentences, newest first. */
import { Box, Chip, Group, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { Timeline, type TimelineItem } from '../ui/timeline.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatMoney } from '../words/numbers.ts'
import { describeSource } from '../words/consents.ts'
import { isStory, stories } from './customer-filter.ts'
import { customersPath, type TimelineEntry } from './customer-queries.ts'
import { explainInputs } from './policy-inputs.ts'
import { findTone } from './timeline-tones.ts'

const route = getRouteApi('/customers/$id')
const rowsAtOnce = 25

export function TimelineSection({ id, timeZone }: { id: string; timeZone: string }) {
  const { show } = route.useSearch()
  const navigate = route.useNavigate()
  const kinds = show === undefined ? undefined : stories[show].kinds
  const query = useInfiniteQuery(listOf<TimelineEntry>(`${customersPath}/${encodeURIComponent(id)}/timeline`, { kinds, limit: rowsAtOnce }))
  return (
    <Section title="What happened" isFlush>
      <Chip.Group
        value={show ?? 'all'}
        onChange={(value) => void navigate({ search: isStory(value) ? { show: value } : {}, replace: true, resetScroll: false })}
      >
        <Group gap={6} px="md" pb="sm" role="group" aria-label="Show">
          <Chip value="all" size="xs" variant="outline">
            All
          </Chip>
          {Object.entries(stories).map(([story, { label }]) => (
            <Chip key={story} value={story} size="xs" variant="outline">
              {label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <CursorList
        query={query}
        empty={
          show === undefined ? (
            <Empty title="Nothing yet">No order has come, and no campaign has looked at this customer so far.</Empty>
          ) : (
            <Empty title="Nothing of this kind">Choose another kind above.</Empty>
          )
        }
      >
        {(entries) => (
          <Box px="md" pb="md">
            <Timeline items={entries.map((entry) => toItem(entry, timeZone))} timeZone={timeZone} />
          </Box>
        )}
      </CursorList>
    </Section>
  )
}

function toItem(entry: TimelineEntry, timeZone: string): TimelineItem {
  return {
    at: entry.at,
    tone: findTone(entry),
    text: (
      <>
        {entry.sentence} <About entry={entry} />
      </>
    ),
    notes: [
      ...(entry.until === null ? [] : [`Until ${formatInstant(entry.until, timeZone)}.`]),
      ...explainInputs(entry.what === 'skipped' || entry.what === 'skip' || entry.what.startsWith('defer') ? entry.inputs : null, timeZone),
      ...(entry.kind === 'consent' ? [describeEvidence(entry)] : []),
    ],
  }
}

/** What it was about, each a way there. */
function About({ entry: { campaign, journeyId, voucher, order } }: { entry: TimelineEntry }) {
  return (
    <Text span size="sm" c="dimmed">
      {campaign === null || campaign.kind === 'direct' ? null : (
        <CampaignLink kind={campaign.kind} id={campaign.id} name={campaign.name ?? undefined} isInText />
      )}
      {journeyId === null || campaign === null ? null : (
        <>
          {' · '}
          <TextLink
            to="/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId"
            params={{ id: campaign.id, journeyId }}
            inherit
            underline="always"
          >
            the journey
          </TextLink>
        </>
      )}
      {voucher === null ? null : (
        <>
          {campaign === null || campaign.kind === 'direct' ? '' : ' · '}
          <TextLink to="/vouchers" search={{ code: voucher.id }} inherit underline="always">
            {voucher.offerName ?? 'the voucher'}
          </TextLink>
        </>
      )}
      {order === null
        ? null
        : `${voucher === null ? '' : ' · '}${order.externalId}${order.amount === null ? '' : `, ${formatMoney(order.amount)}`}`}
    </Text>
  )
}

function describeEvidence({ source, address, wordingVersion }: TimelineEntry): string {
  return [
    source === null ? '' : `From ${describeSource(source)}`,
    address === null ? '' : `for ${address}`,
    wordingVersion === null ? '' : `wording “${wordingVersion}”`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}
