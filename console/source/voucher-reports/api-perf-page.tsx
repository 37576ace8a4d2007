/** How the providers answered: calls, errors and times by channel, and how long messages took from their reason to acceptance. */
import { Stack, Table, Text } from '@mantine/core'
import { BarChart } from '../ui/bar-chart.tsx'
import { channelColours } from '../ui/series-colours.ts'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { Section } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { SlotTable } from '../ui/slot-table.tsx'
import { channelLabels, isChannel } from '../words/broadcasts.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { formatMs } from './amounts.ts'
import { describeChange, joinNotes } from './compared-figure.tsx'
import { PeopleLink } from './people-link.tsx'
import { nameCode } from './people-table.tsx'
import { NothingHere, ReportFrame } from './report-frame.tsx'
import type { ChannelCalls, Reports } from './report-queries.ts'
import { daysOf, nameSlot } from './slots.ts'

export function ApiPerformancePage() {
  return <ReportFrame name="api-perf">{(report) => <Body report={report} />}</ReportFrame>
}

const series = (['email', 'sms', 'push'] as const).map((key) => ({
  key,
  label: channelLabels[key],
  colour: channelColours[key],
}))

function Body({ report: { channels, overTime, triggerToAccepted, quantileError } }: { report: Reports['api-perf'] }) {
  const called = channels.now.filter(({ calls }) => calls > 0)
  const slots = overTime.map((part) => ({
    label: nameSlot(part),
    days: daysOf(part),
    values: Object.fromEntries(part.channels.map(({ channel, calls }) => [channel, calls])),
  }))
  return (
    <Stack gap="md">
      {called.length === 0 ? <NothingHere>No provider was called in these days.</NothingHere> : null}
      <Section title="Channel by channel" isFlush>
        <WideTable label="Channel by channel" least={760}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Channel</Table.Th>
              <Table.Th ta="right">Calls</Table.Th>
              <Table.Th ta="right">Errors</Table.Th>
              <Table.Th ta="right">Half within</Table.Th>
              <Table.Th ta="right">95% within</Table.Th>
              <Table.Th ta="right">99% within</Table.Th>
              <Table.Th ta="right">Repeated</Table.Th>
              <Table.Th>What went wrong</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {channels.now.map((row) => (
              <ChannelRow key={row.channel} row={row} before={channels.before.find(({ channel }) => channel === row.channel)} />
            ))}
          </Table.Tbody>
        </WideTable>
        <Text size="xs" c="dimmed" p="md">
          Times of single calls, within {formatShare(quantileError, 1)} of the truth. A call may hold many messages, and a message may be in
          several calls: calls lead to those whose messages were given to the provider, messages of calls that failed to whose they were.
        </Text>
      </Section>
      <ChartOrTable
        title="Calls over time"
        chart={<BarChart label="Calls over time" slots={slots} series={series} isStacked />}
        table={
          <SlotTable
            head="Time"
            slots={slots}
            series={series}
            renderCount={(count, { slot: { label, days }, key }) =>
              days === undefined || !isChannel(key) ? (
                formatCount(count)
              ) : (
                <PeopleLink of="calls" figure="tried" count={count} channel={key} whose={label} {...days} />
              )
            }
          />
        }
      />
      <Section title="From the reason to the provider’s acceptance" isFlush>
        {triggerToAccepted.length === 0 ? (
          <Text size="sm" c="dimmed" p="md">
            No message of a voucher campaign was accepted in these days.
          </Text>
        ) : (
          <WideTable label="From the reason to the provider’s acceptance" least={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Messages</Table.Th>
                <Table.Th ta="right">How many</Table.Th>
                <Table.Th ta="right">Waited as planned</Table.Th>
                <Table.Th ta="right">Half at work</Table.Th>
                <Table.Th ta="right">95% at work</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {triggerToAccepted.map(({ kind, channel, messages, waiting, working }) => (
                <Table.Tr key={`${kind} ${channel}`}>
                  <Table.Td>
                    {kind === 'autopilot' ? 'Autopilots' : 'Promotions'}, {channelLabels[channel]}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <PeopleLink figure="timed" count={messages} kind={kind} channel={channel} />
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatMs(waiting.p50Ms)}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatMs(working.p50Ms)}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatMs(working.p95Ms)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </WideTable>
        )}
      </Section>
    </Stack>
  )
}

function ChannelRow({ row, before }: { row: ChannelCalls; before: ChannelCalls | undefined }) {
  const { channel, calls, errors, p50Ms, p95Ms, p99Ms, retries, busiestMinute, errorMessages, byCode } = row
  const wrong = byCode.filter(({ code }) => code !== 'ok')
  return (
    <Table.Tr>
      <Table.Td>{channelLabels[channel]}</Table.Td>
      <Table.Td ta="right" className="numbers">
        <PeopleLink of="calls" figure="tried" count={calls} channel={channel} whose={channelLabels[channel]} />
        <Text size="xs" c="dimmed">
          {joinNotes(
            before === undefined ? '' : `${formatCount(before.calls)} before`,
            describeChange(calls, before?.calls ?? null),
            `at most ${formatCount(busiestMinute)} a minute`,
          )}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {formatShare(errors, calls)}
        {errors === 0 ? null : (
          <Text size="xs" c="dimmed" component="div">
            {formatCount(errors)} {errors === 1 ? 'call' : 'calls'},{' '}
            <PeopleLink of="calls" figure="failed" count={errorMessages} channel={channel} whose={channelLabels[channel]} isInText />{' '}
            {errorMessages === 1 ? 'message' : 'messages'}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {formatMs(p50Ms)}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {formatMs(p95Ms)}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {formatMs(p99Ms)}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {formatCount(retries)}
      </Table.Td>
      <Table.Td>
        {wrong.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing
          </Text>
        ) : (
          wrong.map(({ code, calls: count, messages }) => (
            <Text key={code} size="sm" c="dimmed" component="div">
              {nameCode(code)}: {formatCount(count)} {count === 1 ? 'call' : 'calls'},{' '}
              <PeopleLink of="calls" figure="failed" count={messages} channel={channel} code={code} whose={nameCode(code)} isInText />{' '}
              {messages === 1 ? 'message' : 'messages'}
            </Text>
          ))
        )}
      </Table.Td>
    </Table.Tr>
  )
}
