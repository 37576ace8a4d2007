/** What a customer has where a rule asks: the values themselves, for whoever may see the customer. */
import { resolveField } from '../../../domain/audience-rules/fields.ts'
import type { Condition } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { AudienceContext } from '../audiences/audience-context.ts'
import { createCompiler } from '../audiences/compile-rule.ts'
import { describeDimension } from '../audiences/rule-dimensions.ts'
import type { Fragment } from '../segments/compute-segments.ts'

/** One for each condition, as JSON; null where there is nothing, or no single value. */
export async function readActualValues(
  sql: Sql,
  conditions: readonly Condition[],
  customerId: string,
  context: AudienceContext,
): Promise<unknown[]> {
  if (conditions.length === 0) return []
  const compiler = createCompiler(sql, context, { rules: [], customerId })
  const values = conditions.map((condition) => sql`, ${selectValue(sql, compiler.joins, context, condition)}`)
  const [row] = await sql<{ values: unknown[] }[]>`
    ${compiler.renderWith()} SELECT to_jsonb(ARRAY[NULL::jsonb ${values}]) AS values
    FROM customers AS c ${compiler.joins.render()} WHERE c.id = ${customerId}::uuid`
  return conditions.map((_, index) => row?.values[index + 1] ?? null)
}

type Joins = ReturnType<typeof createCompiler>['joins']

function selectValue(sql: Sql, joins: Joins, context: AudienceContext, { field: name, within, where }: Condition): Fragment {
  const field = resolveField(name)
  if (field === undefined) return sql`NULL::jsonb`
  if (field.kind !== 'dimension') return within === undefined && where === undefined ? selectOrders(sql, name) : sql`NULL::jsonb`
  const { dimension, key } = field
  if (key !== undefined) return sql`(c.attributes -> ${key})`
  const channel = dimension.name.split('.')[1]
  if (dimension.name.startsWith('consent.') && channel !== undefined) {
    joins.contactState()
    return sql`to_jsonb(coalesce(${sql(`s.${channel}_consent`)}, 'never'))`
  }
  if (dimension.name === 'segment') {
    joins.metrics()
    return sql`to_jsonb(metrics.stage || metrics.tags)`
  }
  if (dimension.name === 'audience') return sql`NULL::jsonb`
  const column = describeDimension(sql, context, joins, dimension.name)
  switch (column.type) {
    case 'number':
    case 'instant':
    case 'anniversary':
    case 'text':
      return sql`to_jsonb(${column.value})`
    case 'boolean':
      return sql`to_jsonb((${column.value.holds}) IS TRUE)`
    case 'money':
    case 'attribute':
    case 'choice':
    case 'membership':
      return sql`NULL::jsonb`
  }
}

/** Of valid orders, without any condition of its own. */
function selectOrders(sql: Sql, field: string): Fragment {
  const measures: Partial<Record<string, Fragment>> = {
    'orders.count': sql`count(*)`,
    'orders.first': sql`min(o.placed_at)`,
    'orders.last': sql`max(o.placed_at)`,
  }
  const measure = measures[field]
  return measure === undefined
    ? sql`NULL::jsonb`
    : sql`(SELECT to_jsonb(${measure}) FROM orders o WHERE o.customer_id = c.id AND o.is_valid)`
}
