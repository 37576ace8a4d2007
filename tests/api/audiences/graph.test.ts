import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseId } from '../../../domain/ids.ts'
import { openConnections } from '../broadcasts/broadcast-fixtures.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type AudienceBody, type ProblemBody, saveAudience } from './audience-fixtures.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const change = (id: string, body: object, headers: Record<string, string> = {}) =>
  api.call<AudienceBody & ProblemBody>('PATCH', `/api/v1/audiences/${id}`, { body, headers })

describe('audiences over audiences', () => {
  it('never contain themselves: a circle is refused with the chain of names', async () => {
    const a = await saveAudience(api, 'A', 'city = Sofia')
    const b = await saveAudience(api, 'B', `audience = ${a.id}`)
    const c = await saveAudience(api, 'C', `city = Varna or audience = ${b.id}`)
    const self = await change(a.id, { rule: { field: 'audience', op: '!=', value: a.id } })
    expect([self.status, self.body.code, self.body.errors]).toEqual([
      422,
      'audience_cycle',
      [{ path: 'rule.value', message: 'The audience would contain itself: “A” → “A”' }],
    ])
    const circle = await change(a.id, {
      rule: {
        all: [
          { field: 'segment', op: '=', value: 'vip' },
          { field: 'audience', op: '=', value: c.id },
        ],
      },
    })
    expect(circle.body.errors).toEqual([{ path: 'rule.all[1].value', message: 'The audience would contain itself: “A” → “C” → “B” → “A”' }])
    expect((await change(a.id, { text: `city = Sofia or\n audience = ${c.id}` })).body.errors?.[0]).toMatchObject({
      path: 'text',
      at: { position: 28, length: 30, line: 2, column: 13 },
    })
  })

  it('make no circle by two edits at once that would each be fine alone', async () => {
    for (let round = 0; round < 8; round += 1) {
      const one = await saveAudience(api, `one ${round}`, 'everyone')
      const other = await saveAudience(api, `other ${round}`, 'everyone')
      await openConnections(api)
      const answers = await Promise.all([
        change(one.id, { text: `audience = ${other.id}` }),
        change(other.id, { text: `audience = ${one.id}` }),
      ])
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 422])
    }
  })

  it('stay a question that can be asked: too many conditions in all are refused', async () => {
    const wide = `city in (Sofia) or ${Array.from({ length: 198 }, (_, n) => `age = ${n % 90}`).join(' or ')}`
    let last = await saveAudience(api, 'wide 0', wide)
    for (let n = 1; n < 5; n += 1) last = await saveAudience(api, `wide ${n}`, `audience = ${last.id} or (${wide})`)
    const refused = await api.call<ProblemBody>('POST', '/api/v1/audiences', {
      body: { name: 'too wide', text: `audience = ${last.id} or (${wide})` },
    })
    expect([refused.status, refused.body.code]).toEqual([422, 'audience_too_large'])
  })
})

describe('who uses an audience', () => {
  it('is listed: audiences and broadcasts, directly and through others', async () => {
    const base = await saveAudience(api, 'Base', 'city = Sofia')
    const middle = await saveAudience(api, 'Middle', `audience = ${base.id}`)
    const top = await saveAudience(api, 'Top', `not audience in (${middle.id})`)
    const make = async (name: string, include: object[], exclude: object[] = []) => {
      const message = { channel: 'sms', text: 'Hello' }
      const { status, body } = await api.call<{ id: string }>('POST', '/api/v1/broadcasts', {
        body: { name, message, audience: { include, exclude } },
      })
      expect(status, JSON.stringify(body)).toBe(201)
      return body.id
    }
    const direct = await make('direct', [{ kind: 'everyone' }], [{ kind: 'audience', audienceId: base.id }])
    const byRule = await make('by rule', [{ kind: 'rule', rule: { any: [{ field: 'audience', op: 'in', value: [base.id] }] } }])
    const indirect = await make('indirect', [{ kind: 'rule', text: `audience = ${middle.id}` }])
    await make('of others', [
      { kind: 'rule', text: 'city = Sofia' },
      { kind: 'segment', segment: 'vip' },
    ])
    const { body } = await api.call<{ data: { kind: string; id: string; through: { id: string; name: string } | null }[] }>(
      'GET',
      `/api/v1/audiences/${base.id}/used-by`,
    )
    const uses = body.data.map(({ kind, id, through }) => [kind, id, through?.name ?? null])
    expect(uses).toEqual([
      ['audience', middle.id, null],
      ['audience', top.id, 'Middle'],
      ['broadcast', indirect, 'Middle'],
      ['broadcast', byRule, null],
      ['broadcast', direct, null],
    ])
    expect((await api.call<ProblemBody>('DELETE', `/api/v1/audiences/${base.id}`)).body.code).toBe('audience_in_use')
  })

  it('is a promotion or an autopilot too, which cannot do without it', async () => {
    const { id } = await saveAudience(api, 'Regulars', 'everyone')
    const uuid = parseId('audience', id) ?? ''
    const include = { include: [{ kind: 'audience', audienceId: uuid }], exclude: [] }
    await api.pool`INSERT INTO promotions (name, audience, channels, messages, fall_through_ms) VALUES ('Thanks', ${api.pool.json(include)}, '{email}', '{}', 0)`
    await api.pool`INSERT INTO autopilots (name, definition) VALUES ('Welcome', ${api.pool.json({ trigger: { kind: 'audience_entered', audienceId: id } })})`
    const rule = { field: 'audience', op: 'in', value: [id] }
    await api.pool`INSERT INTO autopilots (name, definition) VALUES ('Branch', ${api.pool.json({ trigger: { kind: 'event' }, steps: [{ rule: { all: [rule] } }] })})`
    const { body } = await api.call<{ data: { kind: string; name: string }[] }>('GET', `/api/v1/audiences/${id}/used-by`)
    expect(body.data.map(({ kind, name }) => [kind, name])).toEqual([
      ['promotion', 'Thanks'],
      ['autopilot', 'Branch'],
      ['autopilot', 'Welcome'],
    ])
    expect((await api.call<ProblemBody>('DELETE', `/api/v1/audiences/${id}`)).body.code).toBe('audience_in_use')
  })

  it('is nobody: then it can be deleted for good', async () => {
    const { id } = await saveAudience(api, 'Slip', 'everyone')
    expect((await api.call('DELETE', `/api/v1/audiences/${id}`)).status).toBe(204)
    expect((await api.call('GET', `/api/v1/audiences/${id}`)).status).toBe(404)
    expect((await api.call('DELETE', `/api/v1/audiences/${id}`)).status).toBe(404)
    expect(await api.pool`SELECT FROM audience_references WHERE audience_id = ${parseId('audience', id) ?? ''}`).toHaveLength(0)
  })
})

describe('pins', () => {
  it('are fifty at most, whoever takes the last place', async () => {
    await api.pool`UPDATE audiences SET is_pinned = false`
    await api.pool`INSERT INTO audiences (name, rule, is_pinned) SELECT 'pin ' || n, '{"all": []}', true FROM generate_series(1, 49) AS n`
    const one = await saveAudience(api, 'fiftieth', 'everyone')
    const other = await saveAudience(api, 'fifty-first', 'everyone')
    await openConnections(api)
    const answers = await Promise.all([one, other].map(({ id }) => change(id, { isPinned: true })))
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('too_many_pinned')
    const outbox =
      await api.pool`SELECT FROM outbox WHERE kind = 'count_audience' AND payload ->> 'audienceId' = ANY (${[one, other].map(({ id }) => parseId('audience', id) ?? '')})`
    expect(outbox).toHaveLength(1)
  })
})
