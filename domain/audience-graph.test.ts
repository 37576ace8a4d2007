import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type AudienceLink, findCircle, listReachable } from './audience-graph.ts'

const link = (text: string): AudienceLink => ({ from: text.charAt(0), to: text.charAt(1) })
const links = ['bc', 'cd', 'da', 'be'].map(link)

describe('a circle of audiences', () => {
  it('is the shortest way back to the audience whose rule is written', () => {
    expect(findCircle('a', ['b'], links)).toEqual(['b', 'c', 'd', 'a'])
    expect(findCircle('a', ['b', 'd'], links)).toEqual(['d', 'a'])
    expect(findCircle('a', ['a'], links)).toEqual(['a'])
  })

  it('is none where no way leads back; what the audience named before does not count', () => {
    expect(findCircle('a', ['e'], links)).toBeUndefined()
    expect(findCircle('d', ['e'], links)).toBeUndefined()
    expect(findCircle('a', [], [link('ab'), link('ba')])).toBeUndefined()
  })

  const names = 'abcdefgh'.split('')
  test.prop([
    fc.array(fc.record({ from: fc.constantFrom(...names), to: fc.array(fc.constantFrom(...names), { maxLength: 3 }) }), { maxLength: 40 }),
  ])('is never made by edits that were each let through', (edits) => {
    let graph: AudienceLink[] = []
    for (const { from, to } of edits) {
      if (findCircle(from, to, graph) !== undefined) continue
      graph = [...graph.filter((one) => one.from !== from), ...to.map((name) => ({ from, to: name }))]
      for (const name of names) {
        const named = graph.filter((one) => one.from === name).map((one) => one.to)
        expect(listReachable(named, graph)).not.toContain(name)
      }
    }
  })
})
