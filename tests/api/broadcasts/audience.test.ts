/** Audiences, groups, RFM cells and rules as parts of a broadcast's audience. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBroadcast } from '../../../db/queries/broadcasts.ts'
import { formatId, parseId } from '../../../domain/ids.ts'
import { insertCustomers, insertGroup, saveAudience, subscribed } from '../audiences/audience-fixtures.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type BroadcastBody, emailDraft, type ProblemBody } from './broadcast-fixtures.ts'

interface Body extends BroadcastBody, ProblemBody {
  audienceWords: string
  references: { kind: string; id: string; name: string | null; state: string }[]
}

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  await insertCustomers(
    api,
    ['ada', 'bob', 'cleo'].map((externalId) => ({
      externalId,
      city: 'Sofia',
      email: `${externalId}@example.com`,
      consents: { email: subscribed },
    })),
  )
})
afterAll(() => api.close())

const make = (include: object[], exclude: object[] = []) =>
  api.call<Body>('POST', '/api/v1/broadcasts', { body: { ...emailDraft, audience: { include, exclude } } })
const act = (id: string, action: string) => api.call<Body>('POST', `/api/v1/broadcasts/${id}/${action}`, { body: {} })
const read = (id: string) => api.call<Body>('GET', `/api/v1/broadcasts/${id}`)
const deleteGroup = (id: string) => api.pool`UPDATE groups SET deleted_at = now() WHERE id = ${id}`

async function makeGroup(name: string, members: string[] = []) {
  const uuid = await insertGroup(api, name, members)
  return { uuid, id: formatId('group', uuid) }
}

describe('a broadcast’s audience', () => {
  it('takes RFM cells, groups, audiences and rules, as JSON or text, and gives them back as they can be sent again', async () => {
    const group = await makeGroup('Екип', ['ada'])
    const saved = await saveAudience(api, 'Sofia', 'city = Sofia')
    const rule = { all: [{ field: 'orders.count', within: { last: '90d' }, op: '>=', value: 3 }] }
    const { status, body } = await make(
      [
        { kind: 'rfmCell', recency: 5, fm: 4 },
        { kind: 'audience', audienceId: saved.id },
        { kind: 'rule', text: `group = ${group.id}` },
      ],
      [
        { kind: 'group', groupId: group.id },
        { kind: 'rule', rule },
      ],
    )
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body.audience).toEqual({
      include: [
        { kind: 'rfmCell', recency: 5, fm: 4 },
        { kind: 'audience', audienceId: saved.id },
        { kind: 'rule', rule: { field: 'group', op: '=', value: group.id } },
      ],
      exclude: [
        { kind: 'group', groupId: group.id },
        { kind: 'rule', rule },
      ],
    })
    expect(body.references).toEqual([
      { kind: 'audience', id: saved.id, name: 'Sofia', state: 'available' },
      { kind: 'group', id: group.id, name: 'Екип', state: 'available' },
    ])
    expect(body.audienceWords).toMatch(/RFM cell 5\/4 .*; or the audience “Sofia”.*; but not the group “Екип”; nor whoever /)
    const again = await api.call<Body>('PATCH', `/api/v1/broadcasts/${body.id}`, { body: { audience: body.audience } })
    expect([again.status, again.body.audience]).toEqual([200, body.audience])
    const stored = await readBroadcast(api.pool, parseId('broadcast', body.id) ?? '')
    expect(stored?.audience.exclude[0]).toEqual({ kind: 'group', groupId: group.uuid })
  })

  it('reaches whom its parts name', async () => {
    const group = await makeGroup('Two', ['ada', 'bob'])
    const { body } = await make([{ kind: 'group', groupId: group.id }], [{ kind: 'rule', text: 'externalId = bob' }])
    const preflight = await api.call<{ audience: { members: number; reachable: number; unreachable: object } }>(
      'GET',
      `/api/v1/broadcasts/${body.id}/preflight`,
    )
    expect(preflight.body.audience).toMatchObject({ members: 2, reachable: 1, unreachable: { excluded: 1 } })
  })

  it('is refused with each fault at its path', async () => {
    const refused = await make(
      [{ kind: 'everyone' }, { kind: 'rule', rule: { any: [{ field: 'cty', op: '=', value: 1 }] } }],
      [{ kind: 'rule', text: 'city = ' }],
    )
    expect([refused.status, refused.body.code]).toEqual([422, 'audience_rule_invalid'])
    expect(refused.body.errors).toMatchObject([
      { path: 'audience.include[1].rule.any[0].field' },
      { path: 'audience.exclude[0].text', at: { line: 1, position: 7 } },
    ])
    expect((await make([{ kind: 'rule' }])).body.errors?.[0]?.path).toBe('audience.include[0]')
    expect((await make([{ kind: 'group', groupId: 'aud_01jd3x7k0fe1qv8m4z2r5t9w6n' }])).body.code).toBe('invalid_request')
  })

  it('cannot name what is not there, archived or deleted, itself or through the audiences that it names', async () => {
    const gone = await makeGroup('Gone')
    const nested = await saveAudience(api, 'Nested', `group = ${gone.id}`)
    const outer = await saveAudience(api, 'Outer', `audience = ${nested.id}`)
    const old = await saveAudience(api, 'Old', 'everyone')
    await deleteGroup(gone.uuid)
    await api.call('POST', `/api/v1/audiences/${old.id}/archive`, { body: {} })
    const unknown = 'aud_01jd3x7k0fe1qv8m4z2r5t9w6n'
    const refused = await make(
      [
        { kind: 'audience', audienceId: old.id },
        { kind: 'group', groupId: gone.id },
        { kind: 'audience', audienceId: unknown },
      ],
      [{ kind: 'rule', text: `audience = ${old.id}` }],
    )
    expect([refused.status, refused.body.code]).toEqual([422, 'audience_part_unavailable'])
    expect(refused.body.errors).toEqual([
      { path: 'audience.include[0].audienceId', message: 'The audience “Old” is archived' },
      { path: 'audience.include[1].groupId', message: 'The group “Gone” was deleted in the store’s admin' },
      { path: 'audience.include[2].audienceId', message: `There is no audience ${unknown}` },
      {
        path: 'audience.exclude[0].text',
        at: { position: 11, length: 30, line: 1, column: 12 },
        message: 'The audience “Old” is archived',
      },
    ])
    const through = await make([{ kind: 'audience', audienceId: outer.id }])
    expect(through.body.errors).toEqual([
      {
        path: 'audience.include[0].audienceId',
        message: 'The group “Gone” was deleted in the store’s admin; the audience “Nested” names it',
      },
    ])
  })
})

describe('a draft whose group is deleted afterwards', () => {
  it('can be read and mended; it says what is wrong, and is neither sent nor copied', async () => {
    const group = await makeGroup('Short-lived', ['ada'])
    const draft = (await make([{ kind: 'group', groupId: group.id }])).body
    await deleteGroup(group.uuid)
    const shown = (await read(draft.id)).body
    expect(shown.references).toEqual([{ kind: 'group', id: group.id, name: 'Short-lived', state: 'deleted' }])
    expect(shown.audienceWords).toBe('the group “Short-lived” (deleted)')
    const preflight = await api.call<{ ok: boolean; checks: { code: string; level: string }[] }>(
      'GET',
      `/api/v1/broadcasts/${draft.id}/preflight`,
    )
    expect(preflight.body.ok).toBe(false)
    expect(preflight.body.checks[0]).toMatchObject({ code: 'audience_part_unavailable', level: 'error' })
    for (const action of ['send', 'copy']) {
      const refused = await act(draft.id, action)
      expect([refused.status, refused.body.code]).toEqual([422, 'audience_part_unavailable'])
      expect(refused.body.errors?.[0]).toMatchObject({
        path: 'audience.include[0].groupId',
        message: expect.stringContaining('“Short-lived”'),
      })
    }
    expect((await api.call<Body>('PATCH', `/api/v1/broadcasts/${draft.id}`, { body: { name: 'Renamed' } })).status).toBe(200)
    const kept = await api.call<Body>('PATCH', `/api/v1/broadcasts/${draft.id}`, { body: { audience: shown.audience } })
    expect(kept.body.code).toBe('audience_part_unavailable')
    const mended = await api.call<Body>('PATCH', `/api/v1/broadcasts/${draft.id}`, {
      body: { audience: { include: [{ kind: 'everyone' }], exclude: [] } },
    })
    expect(mended.status).toBe(200)
    expect((await act(draft.id, 'send')).status).toBe(202)
  })

  it('is untouched once it was sent; a copy is refused', async () => {
    const group = await makeGroup('Sent', ['ada', 'bob'])
    const { id } = (await make([{ kind: 'group', groupId: group.id }])).body
    expect((await act(id, 'send')).status).toBe(202)
    await deleteGroup(group.uuid)
    expect((await read(id)).body).toMatchObject({ status: 'scheduled', references: [{ state: 'deleted' }] })
    expect((await act(id, 'copy')).body.code).toBe('audience_part_unavailable')
    const list = await api.call<{ data: Body[] }>('GET', '/api/v1/broadcasts?limit=200')
    expect(list.body.data.find((one) => one.id === id)?.references[0]?.state).toBe('deleted')
  })
})

describe('a draft whose audience was taken out of the database by hand', () => {
  it('can be read; its preflight and its sending are clear refusals', async () => {
    const { id: audience } = await saveAudience(api, 'Lost', 'everyone')
    const { id } = (await make([{ kind: 'audience', audienceId: audience }])).body
    await api.pool`DELETE FROM audiences WHERE id = ${parseId('audience', audience) ?? ''}`
    expect((await read(id)).body.references).toEqual([{ kind: 'audience', id: audience, name: null, state: 'unknown' }])
    const preflight = await api.call<ProblemBody>('GET', `/api/v1/broadcasts/${id}/preflight`)
    expect([preflight.status, preflight.body.code]).toEqual([422, 'audience_part_unavailable'])
    expect((await act(id, 'send')).body.code).toBe('audience_part_unavailable')
  })
})

describe('an audience that is being deleted', () => {
  it('is either refused to the draft or kept because of it', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { id } = await saveAudience(api, `contested ${round}`, 'everyone')
      const [deleted, made] = await Promise.all([
        api.call('DELETE', `/api/v1/audiences/${id}`),
        make([{ kind: 'audience', audienceId: id }]),
      ])
      expect([
        [204, 422],
        [409, 201],
      ]).toContainEqual([deleted.status, made.status])
    }
  })
})
