/** Which part of a broadcast's life is shown, and what it is compared with at the same age. */
import { Group, NumberInput, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { readPage } from '../http/page.ts'
import { channelLabels } from '../words/broadcasts.ts'
import type { ReportHours, ReportHoursSearch } from './report-hours.ts'
import type { Report } from './report-queries.ts'

type Part<Of> = { [Field in keyof Of]?: Of[Field] | undefined }
type HoursPart = Part<ReportHoursSearch>
type HoursOnly = Part<ReportHours>

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
  // Hours that end before they begin are not asked for: the report stays, and what was typed.
  const [refused, setRefused] = useState<HoursOnly>()
  const span = fromHours === undefined ? spans.find((one) => one.untilHours === untilHours) : undefined
  const isShown = isOwn || span === undefined
  const typed = refused ?? { fromHours, untilHours }
  const type = (part: HoursOnly) => {
    const hours = { ...typed, ...part }
    const isPossible = hours.untilHours === undefined || hours.untilHours > (hours.fromHours ?? 0)
    setRefused(isPossible ? undefined : hours)
    if (isPossible) onChange(hours)
  }
  return (
    <Group gap="xs" align="flex-start">
      <Select
        label="Period"
        allowDeselect={false}
        data={[...spans.map(({ value, label }) => ({ value, label })), { value: ownHours, label: 'Other hours' }]}
        value={isShown ? ownHours : span.value}
        onChange={(value) => {
          setIsOwn(value === ownHours)
          setRefused(undefined)
          const found = spans.find((one) => one.value === value)
          if (found !== undefined) onChange({ fromHours: undefined, untilHours: found.untilHours })
        }}
        w={200}
      />
      {isShown ? (
        <>
          <NumberInput
            label="From hour"
            min={0}
            max={17_567}
            allowDecimal={false}
            value={typed.fromHours ?? 0}
            onChange={(value) => type({ fromHours: readHours(value) })}
            w={110}
          />
          <NumberInput
            label="Until hour"
            min={1}
            max={17_568}
            allowDecimal={false}
            placeholder="Now"
            value={typed.untilHours ?? ''}
            error={refused === undefined ? null : 'Later than it begins'}
            onChange={(value) => type({ untilHours: readHours(value) })}
            w={110}
          />
        </>
      ) : null}
      <CompareSelect report={report} value={compareWith} onChange={(id) => onChange({ compareWith: id })} />
    </Group>
  )
}

function readHours(value: string | number): number | undefined {
  return value === '' || Number(value) === 0 ? undefined : Math.trunc(Number(value))
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
