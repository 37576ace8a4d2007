/** Vouchers by state, each state with its vouchers. */
import { Chip, Group } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import type { Voucher, VoucherStatus } from '../offers/offer-queries.ts'
import { Empty } from '../ui/empty.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { formatCount } from '../words/numbers.ts'
import { isVoucherStatus, voucherStatuses } from '../words/offers.ts'
import { VoucherTable } from './voucher-table.tsx'

interface VoucherListProps {
  /** Of the API, that lists them. */
  path: string
  counts: readonly { status: VoucherStatus; vouchers: number }[]
  /** `open`: all that customers still have. */
  status: VoucherStatus | 'open' | undefined
  onStatus: (status: VoucherStatus | 'open' | undefined) => void
  /** How many are open, where they can be asked for together. */
  open?: number
  /** What is said where there is none at all. */
  empty: string
}

const rowsAtOnce = 10

export function VoucherList({ path, counts, status, onStatus, open = 0, empty }: VoucherListProps) {
  const all = counts.reduce((sum, { vouchers }) => sum + vouchers, 0)
  // Another number of them is another list.
  const query = useInfiniteQuery(listOf<Voucher>(path, { ...(status === 'open' ? { open: 'true' } : { status }), limit: rowsAtOnce }, all))
  return (
    <Section id="vouchers" title="Vouchers" isFlush>
      {all === 0 ? null : (
        <Chip.Group
          value={status ?? 'all'}
          onChange={(chosen) => onStatus(isVoucherStatus(chosen) || chosen === 'open' ? chosen : undefined)}
        >
          <Group gap={6} px="md" pb="sm" role="group" aria-label="State">
            <Chip value="all" size="xs" variant="outline">
              All {formatCount(all)}
            </Chip>
            {open === 0 ? null : (
              <Chip value="open" size="xs" variant="outline">
                Open {formatCount(open)}
              </Chip>
            )}
            {counts
              .filter(({ vouchers }) => vouchers > 0)
              .map((one) => (
                <Chip key={one.status} value={one.status} size="xs" variant="outline">
                  {voucherStatuses[one.status].label} {formatCount(one.vouchers)}
                </Chip>
              ))}
          </Group>
        </Chip.Group>
      )}
      <CursorList
        query={query}
        empty={
          <Empty title={status === undefined ? 'No voucher yet' : 'None in this state'}>
            {status === undefined ? empty : 'Choose another state above.'}
          </Empty>
        }
      >
        {(vouchers) => <VoucherTable vouchers={vouchers} />}
      </CursorList>
    </Section>
  )
}
