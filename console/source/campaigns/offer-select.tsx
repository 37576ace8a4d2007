/** Chooses the offer of which a campaign gives vouchers. */
import { Anchor, Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { offeredOffersQuery, offerQuery } from '../offers/offer-queries.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { describeTerms, describeValidity } from '../words/offers.ts'

interface OfferSelectProps {
  label?: string
  /** Empty while none is chosen. */
  value: string
  error?: string | undefined
  onChange: (offerId: string) => void
}

export function OfferSelect({ label = 'Offer', value, error, onChange }: OfferSelectProps) {
  const timeZone = useTimeZone()
  const offered = useQuery(offeredOffersQuery).data?.data ?? []
  // One that is archived, or beyond the first hundred.
  const other = useQuery({ ...offerQuery(value), enabled: value !== '' && !offered.some(({ id }) => id === value) }).data
  // Both may have come: an option that is there twice breaks the list.
  const offers = other === undefined || offered.some(({ id }) => id === other.id) ? offered : [other, ...offered]
  const chosen = offers.find(({ id }) => id === value)
  return (
    <div>
      <Select
        label={label}
        placeholder="Choose an offer"
        searchable
        nothingFoundMessage="There is none by this name"
        data={offers.map(({ id, name, archivedAt }) => ({ value: id, label: archivedAt === null ? name : `${name} (archived)` }))}
        value={value === '' ? null : value}
        error={error}
        onChange={(id) => onChange(id ?? '')}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {chosen === undefined ? '' : `${describeTerms(chosen)} · ${describeValidity(chosen, timeZone)}. `}
        <Anchor
          href={chosen === undefined ? '/offers/new' : `/offers/${chosen.id}`}
          target="_blank"
          rel="noreferrer"
          inherit
          underline="always"
        >
          {chosen === undefined ? 'Make an offer' : 'Open it'}
        </Anchor>{' '}
        in another tab.
      </Text>
    </div>
  )
}
