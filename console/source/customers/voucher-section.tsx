/** A customer's vouchers, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import type { Voucher } from '../offers/offer-queries.ts'
import { NoneYet } from '../ui/empty.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { VoucherTable } from '../vouchers/voucher-table.tsx'
import { customersPath } from './customer-queries.ts'

const rowsAtOnce = 10

export function VoucherSection({ id }: { id: string }) {
  const query = useInfiniteQuery(listOf<Voucher>(`${customersPath}/${id}/vouchers`, { limit: rowsAtOnce }))
  return (
    <Section title="Vouchers" isFlush>
      <CursorList query={query} empty={<NoneYet>No campaign has given this customer a voucher yet.</NoneYet>}>
        {(vouchers) => <VoucherTable vouchers={vouchers} isOfCustomer />}
      </CursorList>
    </Section>
  )
}
