import { describe, expect, it } from 'vitest'
import { dimensions, sources } from './dimensions.ts'
import { listFieldNames, resolveField, resolveSourceField, resolveSummable } from './fields.ts'

function resolveName(name: string): string | undefined {
  const field = resolveField(name)
  if (field === undefined) return undefined
  return field.kind === 'dimension' ? `${field.dimension.name} ${field.key ?? ''}`.trim() : `${field.source.name} ${field.measure}`
}

describe('the catalogue', () => {
  it('has at least 30 dimensions of customers, each with a name of its own, a label, a description and an example that begins with it', () => {
    expect(dimensions.length).toBeGreaterThanOrEqual(30)
    for (const list of [dimensions, ...sources.map(({ fields }) => fields)]) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length)
      for (const entry of list) expect([entry.label, entry.description, ...entry.examples].every((text) => text !== '')).toBe(true)
    }
    for (const { name, examples } of dimensions) for (const example of examples) expect(example).toContain(name.replace('*', ''))
  })

  it('has no dimension that a source’s name could be taken for', () => {
    expect(dimensions.filter(({ name }) => sources.some((source) => name === source.name || name.startsWith(`${source.name}.`)))).toEqual(
      [],
    )
  })

  it('resolves every name that it lists, and measures that a source has', () => {
    for (const name of listFieldNames()) expect(resolveName(name.replace('*', 'plan'))).toBeDefined()
    for (const source of sources) {
      for (const name of listFieldNames(source)) expect(resolveSourceField(source, name.replace('*', 'plan'))).toBeDefined()
      for (const name of source.summable) expect(resolveSummable(source, name.replace('*', 'plan'))).toBeDefined()
    }
  })

  it.each([
    ['city', 'city'],
    ['attributes.a.b', 'attributes.* a.b'],
    ['attributes.__proto__', 'attributes.* __proto__'],
    ['orders.count', 'orders count'],
    ['attributes.*', undefined],
    ['attributes', undefined],
    ['attributes.', undefined],
    ['engagement.sum', undefined],
    ['orders.count.x', undefined],
    ['orders', undefined],
    ['City', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ])('resolves %j to %j', (name, resolved) => {
    expect(resolveName(name)).toBe(resolved)
  })
})
