/** A dry run's first rows: what they would make, and what they would change from what to what. */
import { SimpleGrid, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { NotLoaded } from '../../ui/not-loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { nameField } from '../../words/imports.ts'
import { formatCount, formatMoney } from '../../words/numbers.ts'
import { type ImportJob, type ImportSample, samplesQuery } from '../import-queries.ts'

const shownOfEach = 3

export function SampleSection({ job: { id, kind } }: { job: ImportJob }) {
  const { data, error, refetch } = useQuery(samplesQuery(id))
  if (data === undefined) return <NotLoaded error={error} refetch={refetch} />
  if (data.length === 0) return null
  const shown = (['updated', 'created'] as const).flatMap((status) =>
    data.filter((sample) => sample.status === status).slice(0, shownOfEach),
  )
  return (
    <Section title="For example">
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
        {shown.map((sample) => (
          <Sample key={sample.line} sample={sample} kind={kind} />
        ))}
      </SimpleGrid>
    </Section>
  )
}

function Sample({ sample: { line, status, before, after }, kind }: { sample: ImportSample; kind: ImportJob['kind'] }) {
  const { externalId, consents, ...rest } = after
  const changes = [...Object.entries(rest), ...listConsents(consents)].filter(
    ([name, value]) => !isNothing(value) && !isSame(find(before, name), value),
  )
  return (
    <div>
      <Status {...(status === 'created' ? { label: 'New', tone: 'good' } : { label: 'Changed', tone: 'busy' })} />
      <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {show(externalId)}{' '}
        <Text span size="xs" c="dimmed" fw={400}>
          line {formatCount(line)}
        </Text>
      </Text>
      <Table verticalSpacing={2} horizontalSpacing={0} layout="fixed" withRowBorders={false} fz="xs">
        <Table.Tbody>
          {changes.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Td w={100} c="dimmed" style={{ verticalAlign: 'top' }}>
                {nameField(name, kind)}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {isNothing(find(before, name)) ? '' : <Text span size="xs" c="dimmed">{`${show(find(before, name))} → `}</Text>}
                {show(value)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

const neverAsked = 'never'

/** Of a new customer, those that are said; `emailConsent` and so on, as their columns are called. */
function listConsents(consents: unknown): [string, unknown][] {
  return Object.entries((consents ?? {}) as Record<string, string>).map(([channel, status]) => [`${channel}Consent`, status])
}

function find(before: ImportSample['before'], name: string): unknown {
  const [, channel] = /^(\w+)Consent$/.exec(name) ?? []
  if (channel === undefined) return before?.[name]
  return ((before?.['consents'] ?? {}) as Record<string, string>)[channel] ?? neverAsked
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === neverAsked || ['{}', '[]', '""'].includes(JSON.stringify(value))
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/** `shoe_size: 41, tags: new` of what has parts; `12.00 EUR` of money. */
function show(value: unknown): string {
  if (Array.isArray(value)) return value.map(show).join('; ')
  if (typeof value !== 'object' || value === null) return String(value)
  if ('amountMinor' in value && 'currency' in value)
    return formatMoney({ amountMinor: Number(value.amountMinor), currency: String(value.currency) })
  return Object.entries(value)
    .filter(([, part]) => !isNothing(part))
    .map(([name, part]) => `${name}: ${show(part)}`)
    .join(', ')
}
