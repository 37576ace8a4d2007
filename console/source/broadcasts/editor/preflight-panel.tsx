/** Whom it reaches, why it does not reach the others, and what is still to be done. */
import { Stack, Table, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { CheckList } from '../../campaigns/check-list.tsx'
import { ReasonRows } from '../../campaigns/reason-rows.tsx'
import { NotLoaded } from '../../ui/not-loaded.tsx'
import { formatCount, formatPeople } from '../../words/numbers.ts'
import type { Preflight } from '../broadcast-queries.ts'

export function PreflightPanel({ query: { data, error, refetch } }: { query: UseQueryResult<Preflight> }) {
  if (data === undefined) return <NotLoaded error={error} refetch={refetch} />
  return (
    <Stack gap="md">
      <Reach audience={data.audience} />
      <CheckList checks={data.checks} />
    </Stack>
  )
}

function Reach({ audience: { members, reachable, deferred, unreachable } }: Pick<Preflight, 'audience'>) {
  if (members === 0) return null
  return (
    <div>
      <Text size="sm" mb={4}>
        <b className="numbers">{formatCount(reachable)}</b> of {formatPeople(members)} can be reached
        {deferred > 0 ? `, ${formatCount(deferred)} of them after their quiet hours` : ''}.
      </Text>
      {Object.values(unreachable).every((count) => count === 0) ? null : (
        <Table verticalSpacing={4} horizontalSpacing={0} withRowBorders={false}>
          <Table.Tbody>
            <ReasonRows counts={unreachable} />
          </Table.Tbody>
        </Table>
      )}
    </div>
  )
}
