import { describe, expect, it } from 'vitest'
import type { Rule } from '../audience-queries.ts'
import { placeFaults } from './rule-faults.ts'
import { isComplete, makeCondition, makeGroup, toRule, toTree } from './rule-tree.ts'

const city: Rule = { field: 'city', op: '=', value: 'Sofia' }
const coupon: Rule = { field: 'coupon', op: 'is set' }
const orders: Rule = { field: 'orders.count', within: { last: '90d' }, where: coupon, op: '>=', value: 3 }

describe('a rule in the builder', () => {
  it.each<{ name: string; rule: Rule }>([
    { name: 'one condition', rule: city },
    { name: 'an aggregate with a window and a where', rule: orders },
    { name: 'groups within groups', rule: { all: [city, { any: [orders, { not: city }] }] } },
    { name: 'a group that is denied', rule: { not: { any: [city, orders] } } },
    { name: 'a group of one within a group', rule: { any: [{ all: [city] }, orders] } },
    { name: 'a where of several', rule: { ...orders, where: { any: [coupon, { not: coupon }] } } },
    { name: 'everyone', rule: { all: [] } },
    { name: 'nobody', rule: { any: [] } },
  ])('comes out as it went in: $name', ({ rule }) => {
    expect(toRule(toTree(rule)).rule).toEqual(rule)
  })

  it('says the same after a doubled denial', () => {
    expect(toRule(toTree({ not: { not: city } })).rule).toEqual({ not: { all: [{ not: city }] } })
  })

  it('is complete once every condition has what it needs', () => {
    expect(isComplete(makeGroup([makeCondition()]))).toBe(false)
    expect(isComplete(toTree(orders))).toBe(true)
    const within = { ...orders, where: { all: [{ ...coupon, op: '=' as const }] } }
    expect(isComplete(toTree(within))).toBe(false)
  })

  it('shows a fault at the innermost part that it is about', () => {
    const tree = toTree({ all: [city, orders] })
    const [first, second] = tree.nodes
    const inner = second?.kind === 'condition' ? second.where?.nodes[0] : undefined
    const faults = placeFaults(
      [
        { path: 'rule.all[0].value', message: 'one' },
        { path: 'rule.all[1].where.op', message: 'two' },
        { path: 'rule', message: 'three' },
      ],
      toRule(tree).places,
    )
    expect(faults.get(first?.id ?? '')).toEqual(['one'])
    expect(faults.get(inner?.id ?? '')).toEqual(['two'])
    expect(faults.get(tree.id)).toEqual(['three'])
  })
})
