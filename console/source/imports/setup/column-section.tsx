/** What each column means: found by its name, or said here. What has no meaning is kept as an attribute, or left out. */
import { Alert, Box, List, Select, Stack, Switch, Table, Text } from '@mantine/core'
import { Section } from '../../ui/page.tsx'
import { nameField } from '../../words/imports.ts'
import type { ImportJob, ImportOptions, ImportPlan } from '../import-queries.ts'
import type { ChangeOptions } from './use-options.ts'

interface ColumnSectionProps {
  job: ImportJob
  plan: ImportPlan
  options: ImportOptions
  onChange: ChangeOptions
}

const examples = 3

export function ColumnSection({ job: { kind }, plan, options, onChange }: ColumnSectionProps) {
  const { columns, problems, rows } = plan
  const general = problems.filter(({ column }) => column === '')
  const headers = columns.map(({ header }) => header)
  return (
    <Section title="What the columns mean">
      <Stack>
        {problems.length === 0 ? null : (
          <Alert color="yellow" variant="outline" role="alert">
            <Text size="sm" fw={600}>
              Before it goes on
            </Text>
            <List size="sm">
              {(general.length > 0 ? general : problems).map(({ column, message }) => (
                <List.Item key={`${column} ${message}`}>
                  {column === '' ? '' : `“${column}”: `}
                  {explainProblem(message, kind)}
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Table horizontalSpacing="xs" className="edge-table phone-rows columns-table">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Column of the file</Table.Th>
              <Table.Th>Means</Table.Th>
              <Table.Th visibleFrom="sm">For example</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map(({ header, target }, place) => (
              <Table.Tr key={`${place} ${header}`}>
                <Table.Td fw={500} maw={200} style={{ overflowWrap: 'anywhere' }}>
                  {header === '' ? <Text c="dimmed">Without a name</Text> : header}
                  <Text size="xs" c="dimmed" fw={400} hiddenFrom="sm">
                    {listExamples(rows, place)[0]}
                  </Text>
                </Table.Td>
                <Table.Td w={{ base: '100%', xs: '58%', sm: 260 }}>
                  <Meaning
                    header={header}
                    target={target}
                    kind={kind}
                    fields={plan.fields}
                    isFixed={header === '' || headers.indexOf(header) !== headers.lastIndexOf(header)}
                    isSaid={options.mapping?.[header] !== undefined}
                    problem={problems.find(({ column }) => column === header && column !== '')?.message}
                    onChange={(meaning) => {
                      const { [header]: _before, ...others } = options.mapping ?? {}
                      const mapping = meaning === null ? others : { ...others, [header]: meaning }
                      onChange({ mapping: Object.keys(mapping).length === 0 ? undefined : mapping })
                    }}
                  />
                </Table.Td>
                <Table.Td c="dimmed" maw={280} visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
                  {listExamples(rows, place).join(' · ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Box>
          <Switch
            label="Keep columns without a meaning as attributes"
            description="They can be used in audiences and messages. Otherwise they are left out."
            checked={options.unknownColumns !== 'ignore'}
            onChange={(event) => onChange({ unknownColumns: event.currentTarget.checked ? undefined : 'ignore' })}
          />
        </Box>
      </Stack>
    </Section>
  )
}

interface MeaningProps {
  header: string
  target: string | null
  kind: ImportJob['kind']
  fields: readonly string[]
  /** Its name does not tell it from another. */
  isFixed: boolean
  /** By a person, not found out. */
  isSaid: boolean
  problem: string | undefined
  onChange: (meaning: string | null) => void
}

function Meaning({ header, target, kind, fields, isFixed, isSaid, problem, onChange }: MeaningProps) {
  const attribute = target?.startsWith('attributes.') === true ? target : `attributes.${header}`
  return (
    <Select
      aria-label={`What “${header}” means`}
      size="xs"
      searchable
      allowDeselect={false}
      disabled={isFixed}
      clearable={isSaid}
      clearButtonProps={{ 'aria-label': `Take what was found for “${header}”` }}
      error={problem === undefined ? undefined : explainProblem(problem, kind)}
      value={target ?? 'ignore'}
      data={[
        {
          group: 'Otherwise',
          items: [
            { value: 'ignore', label: 'Left out' },
            { value: attribute, label: `Attribute “${attribute.slice(11)}”` },
          ],
        },
        { group: 'Fields', items: fields.map((field) => ({ value: field, label: nameField(field, kind) })) },
      ]}
      onChange={onChange}
    />
  )
}

function listExamples(rows: ImportPlan['rows'], place: number): string[] {
  const cells = rows.flatMap((row) => row.cells?.[place] ?? []).filter((cell) => cell !== '')
  return [...new Set(cells)].slice(0, examples)
}

/** The API speaks of its own names, and of a mapping. */
function explainProblem(message: string, kind: ImportJob['kind']): string {
  const [, missing] = /^No column is (\w+):/.exec(message) ?? []
  if (missing !== undefined) return `No column is “${nameField(missing, kind)}”. Choose which one is.`
  const [, count, field] = /^(\d+) columns could be ([\w.]+):/.exec(message) ?? []
  if (field !== undefined)
    return `${count} columns could be “${field.startsWith('attributes.') ? field.slice(11) : nameField(field, kind)}”. Choose another meaning for all but one.`
  return message
}
