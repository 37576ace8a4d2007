/** By what the inbox is filtered; all of it is in the address. */
import { Group, Pill, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { customerNameQuery } from '../customers/customer-names.tsx'
import type { FilterPart } from '../http/drop-absent.ts'
import { CampaignSelect } from '../campaigns/campaign-select.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { channelLabels, isChannel } from '../words/broadcasts.ts'
import type { InboxFilter } from './inbox-filter.ts'

interface InboxFiltersProps {
  filter: InboxFilter
  onChange: (part: FilterPart<InboxFilter>) => void
}

export function InboxFilters({ filter, onChange }: InboxFiltersProps) {
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl
        aria-label="Channel"
        value={filter.channel ?? 'all'}
        onChange={(channel) => onChange({ channel: isChannel(channel) ? channel : undefined })}
        data={[{ value: 'all', label: 'All' }, ...Object.entries(channelLabels).map(([value, label]) => ({ value, label }))]}
      />
      <SearchInput label="Search messages" placeholder="Recipient, subject or text" start={filter.q} onSearch={(q) => onChange({ q })} />
      <CampaignSelect
        hasBroadcasts
        aria-label="Campaign"
        value={filter.campaign}
        onChange={(campaign) => onChange({ campaign })}
        flex="1 1 12rem"
      />
      {filter.to === undefined ? null : (
        <Pill withRemoveButton size="lg" onRemove={() => onChange({ to: undefined })} removeButtonProps={{ 'aria-label': 'To anybody' }}>
          To {filter.to}
        </Pill>
      )}
      {filter.customer === undefined ? null : (
        <Pill
          withRemoveButton
          size="lg"
          onRemove={() => onChange({ customer: undefined })}
          removeButtonProps={{ 'aria-label': 'Of any customer' }}
        >
          <NameOf id={filter.customer} />
        </Pill>
      )}
    </Group>
  )
}

function NameOf({ id }: { id: string }) {
  return <>{useQuery(customerNameQuery(id)).data ?? 'One customer'}</>
}
