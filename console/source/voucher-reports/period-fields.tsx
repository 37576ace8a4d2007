/** The days of a report: the latest so many, or any from one day until another. */
import { Select, TextInput } from '@mantine/core'
import { useTimeZone } from '../store/store-settings.ts'
import { daysAgo } from '../words/instants.ts'

interface Days {
  from: string | undefined
  until: string | undefined
}

interface PeriodFieldsProps {
  /** As the address says it; undefined is what the API takes for itself: so many days as `latest`, until today. */
  chosen: Days
  /** Those that are shown. */
  shown: { from: string; until: string } | undefined
  /** 30 without it. */
  latest?: (typeof spans)[number]
  onChange: (days: Days) => void
}

const spans = [7, 30, 90, 365] as const
const ownDays = 'own'

export function PeriodFields({ chosen: { from, until }, shown, latest = 30, onChange }: PeriodFieldsProps) {
  const timeZone = useTimeZone()
  const startOf = (days: number) => daysAgo(days - 1, timeZone)
  const span = until !== undefined ? undefined : from === undefined ? latest : spans.find((days) => startOf(days) === from)
  const typed = (text: string) => (text === '' ? undefined : text)
  return (
    <>
      <Select
        label="Period"
        allowDeselect={false}
        data={[
          ...spans.map((days) => ({ value: String(days), label: `Last ${days} days` })),
          ...(span === undefined ? [{ value: ownDays, label: 'Other days' }] : []),
        ]}
        value={span === undefined ? ownDays : String(span)}
        onChange={(value) => {
          if (value !== null && value !== ownDays)
            onChange({ from: Number(value) === latest ? undefined : startOf(Number(value)), until: undefined })
        }}
      />
      <TextInput
        type="date"
        label="From"
        value={from ?? shown?.from ?? ''}
        onChange={(event) => onChange({ from: typed(event.currentTarget.value), until })}
      />
      <TextInput
        type="date"
        label="Until"
        value={until ?? shown?.until ?? ''}
        onChange={(event) => onChange({ from, until: typed(event.currentTarget.value) })}
      />
    </>
  )
}
