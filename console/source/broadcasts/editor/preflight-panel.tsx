/** Whom it reaches, why it does not reach the others, and what is still to be done. */
import { Group, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { Loading } from '../../ui/list.tsx'
import { ProblemAlert } from '../../ui/problem.tsx'
import { formatCount, formatPeople } from '../../words/numbers.ts'
import { describeReason } from '../../words/outcomes.ts'
import type { Preflight } from '../broadcast-queries.ts'

const icons = {
  error: { Icon: IconCircleX, colour: 'var(--tone-bad)', word: 'To do' },
  warning: { Icon: IconAlertTriangle, colour: 'var(--tone-warn)', word: 'Worth a look' },
  info: { Icon: IconInfoCircle, colour: 'var(--mantine-color-dimmed)', word: 'Good to know' },
}

export function PreflightPanel({ query: { data, error, refetch } }: { query: UseQueryResult<Preflight> }) {
  if (data === undefined) return error === null ? <Loading /> : <ProblemAlert error={error} retry={() => void refetch()} />
  return (
    <Stack gap="md">
      <Reach audience={data.audience} />
      <CheckList checks={data.checks} />
    </Stack>
  )
}

function Reach({ audience: { members, reachable, deferred, unreachable } }: Pick<Preflight, 'audience'>) {
  const reasons = Object.entries(unreachable).filter(([, count]) => count > 0)
  if (members === 0) return null
  return (
    <div>
      <Text size="sm" mb={4}>
        <b className="numbers">{formatCount(reachable)}</b> of {formatPeople(members)} can be reached
        {deferred > 0 ? `, ${formatCount(deferred)} of them after their quiet hours` : ''}.
      </Text>
      {reasons.length === 0 ? null : (
        <Table verticalSpacing={4} horizontalSpacing={0} withRowBorders={false}>
          <Table.Tbody>
            {reasons
              .toSorted(([, a], [, b]) => b - a)
              .map(([reason, count]) => (
                <Table.Tr key={reason}>
                  <Table.Td c="dimmed">{describeReason(reason)}</Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatCount(count)}
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  )
}

export function CheckList({ checks }: { checks: Preflight['checks'] }) {
  const isReady = checks.every(({ level }) => level !== 'error')
  // The numbers above say it better.
  const shown = checks.filter(({ code }) => code !== 'members_unreachable')
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {isReady ? <Check Icon={IconCircleCheck} colour="var(--tone-good)" word="Done" text="Ready to be sent." /> : null}
      {shown.map(({ code, level, message }) => {
        const { Icon, colour, word } = icons[level]
        return <Check key={`${code} ${message}`} Icon={Icon} colour={colour} word={word} text={nameParts(message)} />
      })}
    </Stack>
  )
}

function Check({ Icon, colour, word, text }: { Icon: typeof IconCircleX; colour: string; word: string; text: string }) {
  return (
    <Group component="li" gap={8} wrap="nowrap" align="flex-start">
      <Icon size={18} stroke={1.8} color={colour} role="img" aria-label={word} style={{ flex: '0 0 auto', marginTop: 1 }} />
      <Text size="sm">{text}</Text>
    </Group>
  )
}

const partNames: Record<string, string> = { html: 'HTML', text: 'Text', url: 'Link', body: 'Line' }

/** `html: …` as the form names it. */
function nameParts(message: string): string {
  return message.replace(
    /^([a-z]+): /,
    (_match, part: string) => `${partNames[part] ?? part.replace(/^./, (letter) => letter.toUpperCase())}: `,
  )
}
