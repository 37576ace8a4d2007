/** Which field a condition asks about: its name, the key of a free-form one, and what a sum or an average is of. */
import { Autocomplete, Select, TextInput } from '@mantine/core'
import { type Field, findField, type Scope, stem } from './catalogue.ts'
import { FieldSelect } from './field-select.tsx'
import type { ConditionNode, Operator } from './rule-tree.ts'
import { useSuggestions } from './suggestions.ts'
import { carryValue } from './value-input.tsx'

interface ConditionFieldProps {
  scope: Scope
  field: Field | undefined
  node: ConditionNode
  onChange: (node: ConditionNode) => void
}

export function ConditionField({ scope, field, node, onChange }: ConditionFieldProps) {
  return (
    <>
      <FieldSelect scope={scope} field={node.field} onChange={(name) => onChange(startCondition(scope, node, name))} />
      {field?.key === undefined ? null : (
        <KeyInput key={field.dimension?.name} field={field} onChange={(name) => onChange({ ...node, field: name })} />
      )}
      {field?.measure === undefined || field.measure.of.length === 0 ? null : <OfInput field={field} node={node} onChange={onChange} />}
    </>
  )
}

/** Another field is another question: only what asks the same kind of thing of the same records stays. */
function startCondition(scope: Scope, node: ConditionNode, name: string): ConditionNode {
  const before = findField(scope, node)
  const [of] = findField(scope, { field: name })?.measure?.of ?? []
  const next: ConditionNode = { kind: 'condition', id: node.id, isNegated: node.isNegated, field: name, op: '=' }
  if (of !== undefined) next.of = stem({ name: of })
  const field = findField(scope, next)
  if (field === undefined) return next
  const isSame = field.type === before?.type && field.operators.includes(node.op)
  const op = isSame ? node.op : chooseOperator(field)
  const isSameSource = field.source !== undefined && field.source.name === before?.source?.name
  const kept = isSameSource ? { within: node.within, where: node.where } : {}
  return { ...next, ...kept, op, value: carryValue(isSame && field.dimension === undefined ? node.value : undefined, field, op) }
}

function chooseOperator({ type, operators, source }: Field): Operator {
  const wanted: Operator = type === 'instant' || type === 'anniversary' ? 'within' : source === undefined ? '=' : '>='
  return operators.includes(wanted) ? wanted : (operators[0] ?? '=')
}

function KeyInput({ field: { dimension, key = '', type }, onChange }: { field: Field; onChange: (name: string) => void }) {
  const keys = useSuggestions({ type, operators: [], ...(dimension === undefined ? {} : { dimension }) }, key)
  if (dimension === undefined) return null
  return (
    <Autocomplete
      aria-label="Key"
      placeholder="its name"
      data={keys.map(({ value }) => value)}
      value={key}
      onChange={(typed) => onChange(stem(dimension) + typed)}
      maxLength={100}
      w={150}
      className="rule-part"
    />
  )
}

function OfInput({
  field: { measure, source },
  node,
  onChange,
}: {
  field: Field
  node: ConditionNode
  onChange: (node: ConditionNode) => void
}) {
  const names = measure?.of ?? []
  const label = (name: string) => source?.fields.find((one) => one.name === name)?.label ?? name
  const chosen =
    names.find((name) => stem({ name }) === node.of) ?? names.find((name) => name.endsWith('*') && node.of?.startsWith(stem({ name })))
  return (
    <>
      <Select
        aria-label="Of what"
        allowDeselect={false}
        data={names.map((name) => ({ value: name, label: `of ${label(name).toLowerCase()}` }))}
        value={chosen ?? null}
        onChange={(name) => onChange({ ...node, of: stem({ name: name ?? '' }), value: undefined })}
        w={150}
        className="rule-part"
      />
      {chosen?.endsWith('*') === true ? (
        <TextInput
          aria-label="Property"
          placeholder="its name"
          value={(node.of ?? '').slice(stem({ name: chosen }).length)}
          onChange={(event) => onChange({ ...node, of: stem({ name: chosen }) + event.currentTarget.value })}
          w={140}
          className="rule-part"
        />
      ) : null}
    </>
  )
}
