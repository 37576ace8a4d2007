/** Which part of a broadcast's life is shown, and what it is compared with at the same age. */
import { Group, NumberInput, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { readPage } from '../http/page.ts'
import { channelLabels } from '../words/broadcasts.ts'
import type { ReportHoursSearch } from './report-hours.ts'
import type { Report } from './report-queries.ts'

type HoursPart = { [Field in keyof ReportHoursSearch]?: ReportHoursSearch[Field] | undefined }

interface HoursFieldsProps {
  report: Pick<Report, 'broadcastId' | 'channel' | 'comparison'>
  chosen: ReportHoursSearch
  onChange: (part: HoursPart) => void
}

const spans = [
  { value: 'all', label: 'Everything so far', untilHours: undefined },
  { value: '24', label: 'First 24 hours', untilHours: 24 },
  { value: '168', label: 'First 7 days', untilHours: 168 },
] as const
const ownHours = 'own'
const offeredAtOnce = 100

export function HoursFields({ report, chosen: { fromHours, untilHours, compareWith }, onChange }: HoursFieldsProps) {
  const [isOwn, setIsOwn] = useState(false)
  const span = fromHours === undefined ? spans.find((one) => one.untilHours === untilHours) : undefined
  const isShown = isOwn || span === undefined
  const typed = (value: string | number) => (value === '' || Number(value) === 0 ? undefined : Math.trunc(Number(value)))
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label="Period"
        allowDeselect={false}
        data={[...spans.map(({ value, label }) => ({ value, label })), { value: ownHours, label: 'Other hours' }]}
        value={isShown ? ownHours : span.value}
        onChange={(value) => {
          setIsOwn(value === ownHours)
          const found = spans.find((one) => one.value === value)
          if (found !== undefined) onChange({ fromHours: undefined, untilHours: found.untilHours })
        }}
        w={170}
      />
      {isShown ? (
        <>
          <NumberInput
            label="From hour"
            min={0}
            max={17_567}
            allowDecimal={false}
            value={fromHours ?? 0}
            onChange={(value) => onChange({ fromHours: typed(value) })}
            w={110}
          />
          <NumberInput
            label="Until hour"
            min={1}
            max={17_568}
            allowDecimal={false}
            placeholder="Now"
            value={untilHours ?? ''}
            onChange={(value) => onChange({ untilHours: typed(value) })}
            w={110}
          />
        </>
      ) : null}
      <CompareSelect report={report} value={compareWith} onChange={(id) => onChange({ compareWith: id })} />
    </Group>
  )
}

interface CompareSelectProps extends Pick<HoursFieldsProps, 'report'> {
  value: string | undefined
  onChange: (id: string | undefined) => void
}

function CompareSelect({ report: { broadcastId, channel, comparison }, value, onChange }: CompareSelectProps) {
  const offered = useQuery({
    queryKey: [broadcastsPath, 'offered', 'sent'],
    queryFn: ({ signal }) =>
      readPage<{ id: string; name: string }>(broadcastsPath, { status: 'sent', message: 'false', limit: offeredAtOnce }, signal),
    staleTime: 60_000,
  }).data?.data
  const others = (offered ?? []).filter(({ id }) => id !== broadcastId).map(({ id, name }) => ({ value: id, label: name }))
  const average = { value: 'average', label: `Average by ${channelLabels[channel]}` }
  const isKnown = value === undefined || value === 'average' || others.some((one) => one.value === value)
  const before = isKnown ? [] : [{ value, label: comparison?.broadcasts[0]?.name ?? value }]
  return (
    <Select
      label="Compare with"
      placeholder="Nothing"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Compare with nothing' }}
      nothingFoundMessage="There is none by this name"
      data={[
        { group: 'All', items: [average] },
        ...(others.length + before.length === 0 ? [] : [{ group: 'Sent broadcasts', items: [...before, ...others] }]),
      ]}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      flex="1 1 12rem"
      maw={280}
    />
  )
}
