/** How everything that campaigns run on is now, and was, minute by minute. */
import { Group, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { systemHealthQuery } from '../operations/operation-queries.ts'
import { BarChart } from '../ui/bar-chart.tsx'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { LevelStatus, levels } from '../ui/level.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { SlotTable } from '../ui/slot-table.tsx'
import { SplitBar } from '../ui/split-bar.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { formatBytes, formatMs } from './amounts.ts'
import { PeopleLink } from './people-link.tsx'
import { NothingHere, ReportFrame } from './report-frame.tsx'
import type { Reports } from './report-queries.ts'
import { nameSlot } from './slots.ts'
import { FailingRunLink, PartLink } from './system-links.tsx'

type Minutes = Reports['system-health']['minutes']['now']

export function SystemHealthPage() {
  return (
    <ReportFrame name="system-health">
      {(report) => (
        <Stack gap="md">
          <NowSection />
          <Body report={report} />
        </Stack>
      )}
    </ReportFrame>
  )
}

function NowSection() {
  const { data, error, refetch } = useQuery(systemHealthQuery)
  if (data === undefined)
    return (
      <Section title="Now">
        <NotLoaded error={error} refetch={refetch} />
      </Section>
    )
  const failing = data.failingRuns?.runs ?? []
  return (
    <Section title="Now" aside={<LevelStatus level={data.level} />} isFlush>
      <Table>
        <Table.Tbody>
          {data.parts.map(({ part, label, level, reasons, figures }) => (
            <Table.Tr key={part}>
              <Table.Td w="24%">{label}</Table.Td>
              <Table.Td w="20%">
                <LevelStatus level={level} />
              </Table.Td>
              <Table.Td>
                {reasons.length === 0 ? (
                  <Text size="xs" c="dimmed">
                    {describeFigures(figures)}
                  </Text>
                ) : (
                  reasons.map(({ code, message, meaning }) => (
                    <div key={`${code} ${message}`}>
                      <Text size="sm">{message}</Text>
                      <Text size="xs" c="dimmed">
                        {meaning}
                      </Text>
                    </div>
                  ))
                )}
                <PartLink part={part} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {failing.length === 0 ? null : (
        <Group gap="xs" p="md">
          <Text size="sm">Runs that fail again and again:</Text>
          {failing.map((run) => (
            <FailingRunLink key={run.workflowId} run={run} />
          ))}
        </Group>
      )}
    </Section>
  )
}

/** A figure in the words of whoever runs the store's campaigns. */
const figureWords: Record<string, string> = {
  latencyMs: 'answers within',
  workflowPollers: 'workers for decisions',
  activityPollers: 'workers for messages',
  lastPollAgeMs: 'asked last before',
  backlog: 'tasks that wait',
  backlogAgeMs: 'the oldest waits',
  failing: 'failing',
  schedules: 'planned runs',
  rows: 'waiting',
  connections: 'connections',
  maxConnections: 'of at most',
  oldestTransactionMs: 'the longest at work',
  sizeBytes: 'size',
  calls15m: 'calls in 15 minutes',
  failures15m: 'of them failed',
  calls1h: 'calls in an hour',
  failures1h: 'of them failed',
}

/** `answers within 3 ms · connections 12 · size 52.1 MB`. */
function describeFigures(figures: Record<string, number | null>): string {
  return Object.entries(figures)
    .flatMap(([name, value]) => {
      if (value === null) return []
      const words =
        figureWords[name] ??
        name
          .replace(/Ms$/, '')
          .replace(/([A-Z]|\d+)/g, ' $1')
          .toLowerCase()
      return [`${words} ${name.endsWith('Ms') ? formatMs(value) : name.endsWith('Bytes') ? formatBytes(value) : formatCount(value)}`]
    })
    .join(' · ')
}

const series = [
  { key: 'green', label: levels.green.label, colour: 'var(--tone-good)' },
  { key: 'amber', label: levels.amber.label, colour: 'var(--tone-warn)' },
  { key: 'red', label: levels.red.label, colour: 'var(--tone-bad)' },
  { key: 'unknown', label: 'Nobody looked', colour: 'var(--line-strong)' },
]

function Body({ report: { minutes, parts, codes, overTime, providers } }: { report: Reports['system-health'] }) {
  const known = minutes.now.green + minutes.now.amber + minutes.now.red
  if (known === 0)
    return <NothingHere>Nobody looked in these days: the first minutes are kept as soon as an API or a worker has run for one.</NothingHere>
  const slots = overTime.map((part) => ({ label: nameSlot(part), values: { ...part.minutes } }))
  return (
    <>
      <Section title="In these days">
        <Stack gap="sm">
          {[{ part: 'all', label: 'Everything', minutes: minutes.now }, ...parts].map(({ part, label, minutes: of }) => (
            <PartBar key={part} label={label} minutes={of} before={part === 'all' ? minutes.before : undefined} />
          ))}
        </Stack>
      </Section>
      <ChartOrTable
        title="Over time"
        chart={<BarChart label="Minutes" slots={slots} series={series} isStacked />}
        table={<SlotTable head="Time" slots={slots} series={series} />}
      />
      <Section title="What was wrong, and for how long" isFlush>
        {codes.length === 0 ? (
          <Text size="sm" c="dimmed" p="md">
            Nothing.
          </Text>
        ) : (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>What</Table.Th>
                <Table.Th ta="right">Minutes</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {codes.map(({ part, code, sentence, minutes: count }) => (
                <Table.Tr key={`${part} ${code}`}>
                  <Table.Td>
                    {sentence}
                    <Text size="xs" c="dimmed">
                      {parts.find((one) => one.part === part)?.label ?? part}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatCount(count)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
      <Text size="xs" c="dimmed" component="div">
        Providers:{' '}
        {providers.map(({ channel, calls, errors }, index) => (
          <Fragment key={channel}>
            {index === 0 ? '' : ' · '}
            {channelLabels[channel]}{' '}
            <PeopleLink of="calls" figure="tried" count={calls} channel={channel} whose={channelLabels[channel]} isInText />{' '}
            {calls === 1 ? 'call' : 'calls'},{' '}
            <PeopleLink of="calls" figure="failed" count={errors} channel={channel} whose={channelLabels[channel]} isInText>
              {formatShare(errors, calls)}
            </PeopleLink>{' '}
            errors
          </Fragment>
        ))}
      </Text>
    </>
  )
}

interface PartBarProps {
  label: string
  minutes: Minutes
  /** In the period before. */
  before: Minutes | undefined
}

function PartBar({ label, minutes: { green, amber, red, unknown }, before }: PartBarProps) {
  const known = green + amber + red
  const knownBefore = before === undefined ? 0 : before.green + before.amber + before.red
  return (
    <div>
      <Text size="sm" component="div" display="flex" style={{ justifyContent: 'space-between', gap: 12 }}>
        <span>{label}</span>
        <span className="numbers">
          {known === 0 ? 'Nobody looked' : `${formatShare(green, known)} well`}
          {before === undefined
            ? ''
            : knownBefore === 0
              ? ' · nobody looked before'
              : ` · ${formatShare(before.green, knownBefore)} before`}
        </span>
      </Text>
      <SplitBar
        label={`${label}: ${formatCount(green)} minutes well, ${formatCount(amber)} amber, ${formatCount(red)} red, ${formatCount(unknown)} without a look`}
        whole={known}
        parts={[
          { key: 'green', count: green, tone: 'good' },
          { key: 'amber', count: amber, tone: 'warn' },
          { key: 'red', count: red, tone: 'bad' },
        ]}
      />
    </div>
  )
}
