/** What was found out about the file as a whole, and how to say it better: encoding, delimiter, amounts and times. */
import { Group, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { storeQuery } from '../../store/store-settings.ts'
import { Section } from '../../ui/page.tsx'
import { delimiters, encodings, importSources } from '../../words/imports.ts'
import type { ImportJob, ImportOptions, ImportPlan } from '../import-queries.ts'
import type { ChangeOptions } from './use-options.ts'

interface FormatSectionProps {
  job: ImportJob
  plan: ImportPlan
  options: ImportOptions
  onChange: ChangeOptions
}

const marks = { '.': 'Point: 1234.50', ',': 'Comma: 1234,50' }

export function FormatSection({ job: { kind }, plan, options, onChange }: FormatSectionProps) {
  const store = useQuery(storeQuery).data
  const targets = new Set(plan.columns.map(({ target }) => target))
  const hasTimes = kind === 'orders' || targets.has('consentAt')
  return (
    <Section
      title="How the file is read"
      aside={
        <Text size="sm" c="dimmed">
          {importSources[plan.source]}
        </Text>
      }
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          <Choice
            label="Encoding"
            words={encodings}
            found={plan.encoding}
            value={options.encoding}
            onChange={(encoding) => onChange({ encoding })}
          />
          <Choice
            label="Delimiter"
            words={delimiters}
            found={plan.delimiter}
            value={options.delimiter === 'tab' ? '\t' : options.delimiter}
            onChange={(delimiter) => onChange({ delimiter })}
          />
          {kind === 'orders' ? (
            <Select
              label="Decimal mark of amounts"
              placeholder="Point: 1234.50"
              clearable
              data={toData(marks)}
              value={options.decimalMark ?? null}
              onChange={(mark) => onChange({ decimalMark: mark === ',' || mark === '.' ? mark : undefined })}
            />
          ) : null}
          {hasTimes ? (
            <Select
              label="Time zone of times without an offset"
              placeholder={`The store’s: ${store?.timeZone ?? 'UTC'}`}
              searchable
              clearable
              limit={100}
              data={Intl.supportedValuesOf('timeZone')}
              value={options.timeZone ?? null}
              onChange={(timeZone) => onChange({ timeZone: timeZone ?? undefined })}
            />
          ) : null}
          {kind === 'orders' && !targets.has('currency') ? (
            <Select
              label="Currency"
              description="No column says it"
              placeholder={store === undefined ? 'The store’s' : `The store’s: ${store.currency}`}
              searchable
              clearable
              limit={100}
              data={Intl.supportedValuesOf('currency')}
              value={options.currency ?? null}
              onChange={(currency) => onChange({ currency: currency ?? undefined })}
            />
          ) : null}
        </SimpleGrid>
        {hasTimes ? (
          <Text size="sm" c="dimmed">
            Times are read as 2026-11-22, 2026-11-22 09:30 or 2026-11-22T09:30:00+01:00. Others are refused: in 03/04/2026 day and month
            could be taken for each other.
          </Text>
        ) : null}
        {kind === 'orders' ? (
          <Group>
            <Switch
              label="Make customers who are not known"
              description="With what the order says of them, and no consent. Otherwise their orders are refused."
              checked={options.createCustomers ?? plan.source !== 'generic'}
              onChange={(event) => onChange({ createCustomers: event.currentTarget.checked })}
            />
          </Group>
        ) : null}
      </Stack>
    </Section>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  words: Record<Value, string>
  found: Value
  value: string | undefined
  onChange: (value: Value | undefined) => void
}

/** With nothing chosen it is what was found out. */
function Choice<Value extends string>({ label, words, found, value, onChange }: ChoiceProps<Value>) {
  const values = Object.keys(words) as Value[]
  return (
    <Select
      label={label}
      placeholder={`Found: ${words[found]}`}
      clearable
      data={toData(words)}
      value={value ?? null}
      onChange={(chosen) => onChange(values.find((one) => one === chosen))}
    />
  )
}

function toData(words: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}
