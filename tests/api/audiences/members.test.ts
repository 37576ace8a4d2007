import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../test-api.ts'
import { insertCustomers, type ProblemBody, saveAudience, subscribed } from './audience-fixtures.ts'

interface Page {
  data: { id: string; externalId: string; name: string | null }[]
  nextCursor: string | null
}

interface Part {
  kind: string
  holds: boolean
  words: string
  parts: Part[]
}

interface Explanation extends ProblemBody {
  customerId: string
  isMember: boolean
  unmet: string[]
  rule: Part
}

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  await insertCustomers(
    api,
    Array.from({ length: 25 }, (_, n) => ({
      externalId: `c${n}`,
      firstName: `İpek ${n}`,
      city: n % 2 === 0 ? 'Sofia' : 'Varna',
      email: `c${n}@example.com`,
      consents: { email: n < 10 ? subscribed : { ...subscribed, status: 'never' } },
    })),
  )
})
afterAll(() => api.close())

describe('the customers of an audience', () => {
  it('come in pages, each once', async () => {
    const { id } = await saveAudience(api, 'Sofia', 'city = Sofia')
    const found: string[] = []
    let pages = 0
    for (let cursor: string | null = ''; cursor !== null; pages += 1) {
      const { body }: { body: Page } = await api.call<Page>(
        'GET',
        `/api/v1/audiences/${id}/customers?limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      found.push(...body.data.map(({ externalId }) => externalId))
      cursor = body.nextCursor
    }
    expect(pages).toBe(3)
    expect(found.toSorted()).toEqual(Array.from({ length: 13 }, (_, n) => `c${2 * n}`).toSorted())
  })

  it('are those of this moment: a change is seen by the next reader', async () => {
    const { id } = await saveAudience(api, 'Plovdiv', 'city = Plovdiv')
    const read = async () =>
      (await api.call<Page>('GET', `/api/v1/audiences/${id}/customers`)).body.data.map(({ externalId, name }) => [externalId, name])
    expect(await read()).toEqual([])
    await insertCustomers(api, [{ externalId: 'mover', city: 'PLOVDIV', lastName: 'Mover' }])
    expect(await read()).toEqual([['mover', 'Mover']])
    await insertCustomers(api, [{ externalId: 'mover', city: 'Ruse' }])
    expect(await read()).toEqual([])
  })

  it('refuse a cursor that is not one of theirs', async () => {
    const { id } = await saveAudience(api, 'Anyone', 'everyone')
    expect((await api.call('GET', `/api/v1/audiences/${id}/customers?cursor=x`)).status).toBe(400)
    expect((await api.call('GET', '/api/v1/audiences/aud_01jd3x7k0fe1qv8m4z2r5t9w6n/customers')).status).toBe(404)
  })
})

describe('why somebody is in an audience, or is not', () => {
  const explain = async (audience: string, customer: string) =>
    (await api.call<Explanation>('GET', `/api/v1/audiences/${audience}/customers/${customer}`)).body

  it('is said condition by condition, in words', async () => {
    const { id } = await saveAudience(
      api,
      'Subscribed in Sofia',
      'city = Sofia and reachable.email = true and (segment = vip or not city = Varna)',
    )
    const member = await explain(id, 'ext:c0')
    expect(member).toMatchObject({ isMember: true, unmet: [], rule: { kind: 'all', holds: true } })
    const other = await explain(id, 'ext:c13')
    expect(other.isMember).toBe(false)
    expect(other.rule.parts.map(({ kind, holds }) => [kind, holds])).toEqual([
      ['condition', false],
      ['condition', false],
      ['any', false],
    ])
    expect(other.rule.parts[2]?.parts.map(({ kind, holds }) => [kind, holds])).toEqual([
      ['condition', false],
      ['not', false],
    ])
    expect(other.unmet).toEqual(other.rule.parts.map(({ words }) => words))
    expect(other.unmet[0]).toContain('Sofia')
    expect(other.unmet[1]).toContain('email')
    expect(await explain(id, other.customerId)).toMatchObject({ isMember: false, unmet: other.unmet })
  })

  it('looks into the audiences that are named', async () => {
    const base = await saveAudience(api, 'Even', 'city = Sofia')
    const { id } = await saveAudience(api, 'Not even', `not audience = ${base.id}`)
    const explained = await explain(id, 'ext:c2')
    expect(explained.isMember).toBe(false)
    expect(explained.unmet).toEqual([expect.stringContaining('Even')])
    const [named] = explained.rule.parts
    expect(named).toMatchObject({ kind: 'condition', holds: true, parts: [{ kind: 'condition', holds: true }] })
  })

  it('holds for rules of every length', async () => {
    const { id } = await saveAudience(api, 'Long', Array.from({ length: 190 }, (_, n) => `attributes.n${n} = ${n}`).join(' or '))
    expect((await explain(id, 'ext:c1')).rule.parts).toHaveLength(190)
    const everyone = await saveAudience(api, 'All', 'everyone')
    expect(await explain(everyone.id, 'ext:c1')).toMatchObject({ isMember: true, unmet: [], rule: { kind: 'all', parts: [] } })
    const nobody = await saveAudience(api, 'None', 'nobody')
    expect(await explain(nobody.id, 'ext:c1')).toMatchObject({ isMember: false, unmet: ['is nobody at all'] })
  })

  it('is not known of strangers', async () => {
    const { id } = await saveAudience(api, 'Any', 'everyone')
    expect((await explain(id, 'ext:nobody')).code).toBe('not_found')
    expect((await explain(id, 'x')).code).toBe('not_found')
  })
})
