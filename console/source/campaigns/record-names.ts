/** The names of what definitions name by id: offers and saved audiences. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { offeredAudiencesQuery } from '../audiences/audience-queries.ts'
import { offeredOffersQuery } from '../offers/offer-queries.ts'

export function useRecordNames(): ReadonlyMap<string, string> {
  const offers = useQuery(offeredOffersQuery).data?.data
  const audiences = useQuery(offeredAudiencesQuery).data?.data
  return useMemo(() => new Map([...(offers ?? []), ...(audiences ?? [])].map(({ id, name }) => [id, name])), [offers, audiences])
}
