/** What differs between two states of settings, by their fields. */

export function findChanges<Value extends object>(before: Value, after: Value): Partial<Value> {
  const fields = Object.keys(after) as (keyof Value)[]
  return Object.fromEntries(
    fields.filter((field) => !isSame(before[field], after[field])).map((field) => [field, after[field]]),
  ) as Partial<Value>
}

/** Objects are the same whatever the order of their keys, and whether what is undefined is named or not. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return Object.is(one, other)
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => isSame(one[key], other[key]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
