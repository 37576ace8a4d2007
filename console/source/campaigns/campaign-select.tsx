/** Chooses one of the voucher campaigns, and where asked for, of the broadcasts. */
import { Select, type SelectProps } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { readPage } from '../http/page.ts'

interface CampaignSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  value: string | undefined
  hasBroadcasts?: boolean
  onChange: (id: string | undefined) => void
}

interface Named {
  id: string
  name: string
}

/** The newest of each kind. */
const offeredAtOnce = 100
const kinds = [
  { group: 'Autopilots', path: '/api/v1/autopilots' },
  { group: 'Promotions', path: '/api/v1/promotions' },
  { group: 'Broadcasts', path: '/api/v1/broadcasts' },
]

export function CampaignSelect({ value, hasBroadcasts = false, onChange, ...select }: CampaignSelectProps) {
  const shown = hasBroadcasts ? kinds : kinds.slice(0, 2)
  const found = useQueries({
    queries: shown.map(({ path }) => ({
      queryKey: [path, 'offered'],
      queryFn: ({ signal }: { signal: AbortSignal }) => readPage<Named>(path, { limit: offeredAtOnce }, signal),
      staleTime: 60_000,
    })),
  })
  const groups = shown
    .map(({ group }, index) => ({ group, items: (found[index]?.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })) }))
    .filter(({ items }) => items.length > 0)
  const isKnown = value === undefined || groups.some(({ items }) => items.some((item) => item.value === value))
  return (
    <Select
      placeholder="Any campaign"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any campaign' }}
      nothingFoundMessage="There is none by this name"
      {...select}
      data={isKnown ? groups : [...groups, { group: 'Chosen before', items: [{ value, label: value }] }]}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
    />
  )
}
