/** Whom a promotion would reach on which channel, what for, at what cost, and what is still to be done. */
import { Stack, Table, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { CheckList } from '../../campaigns/check-list.tsx'
import { OverlapList } from '../../campaigns/overlap-list.tsx'
import { ReasonRows } from '../../campaigns/reason-rows.tsx'
import { NotLoaded } from '../../ui/not-loaded.tsx'
import { channelLabels } from '../../words/broadcasts.ts'
import { formatCount, formatMicros, formatMoney, formatPeople } from '../../words/numbers.ts'
import type { PromotionPreflight } from '../promotion-queries.ts'

export function PromotionPreflightPanel({ query: { data, error, refetch } }: { query: UseQueryResult<PromotionPreflight> }) {
  if (data === undefined) return <NotLoaded error={error} refetch={refetch} />
  return (
    <Stack gap="md">
      <Reach preflight={data} />
      <Vouchers vouchers={data.vouchers} />
      <CheckList checks={data.checks} />
      {data.overlaps.pairs.length === 0 ? null : (
        <div>
          <Text size="xs" c="dimmed" fw={500} mb={4}>
            The same customers in other campaigns
          </Text>
          <OverlapList overlaps={data.overlaps} />
        </div>
      )}
    </Stack>
  )
}

function Reach({ preflight: { audience, channels } }: { preflight: PromotionPreflight }) {
  if (audience.members === 0) return null
  return (
    <div>
      <Text size="sm" mb={4}>
        <b className="numbers">{formatCount(audience.reachable)}</b> of {formatPeople(audience.members)} can be reached.
      </Text>
      <Table verticalSpacing={4} horizontalSpacing={0} withRowBorders={false}>
        <Table.Tbody>
          {channels.map(({ channel, reachable, candidates, deferred, sms }) => (
            <Table.Tr key={channel}>
              <Table.Td>
                {channelLabels[channel]}
                <Text span size="xs" c="dimmed">
                  {' '}
                  of {formatCount(candidates)} who come to it
                  {deferred > 0 ? `, ${formatCount(deferred)} after quiet hours` : ''}
                  {sms === null ? '' : `, about ${formatMicros(sms.estimatedCost)}`}
                </Text>
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatCount(reachable)}
              </Table.Td>
            </Table.Tr>
          ))}
          <ReasonRows counts={audience.unreachable} />
        </Table.Tbody>
      </Table>
    </div>
  )
}

function Vouchers({ vouchers }: Pick<PromotionPreflight, 'vouchers'>) {
  if (vouchers === null) return null
  const { wanted, room, atOpenLimit, mostEach, mostInAll } = vouchers
  return (
    <Text size="sm">
      <b className="numbers">{formatCount(wanted)}</b> {wanted === 1 ? 'voucher' : 'vouchers'}
      {room < wanted ? `, of which the budgets have room for ${formatCount(room)}` : ''}
      {mostEach === null ? '' : `; at most ${formatMoney(mostEach)} each`}
      {mostInAll === null ? '' : `, ${formatMoney(mostInAll)} in all`}.
      {atOpenLimit > 0 ? ` ${formatPeople(atOpenLimit)} have as many open vouchers as the store allows, and get none.` : ''}
    </Text>
  )
}
