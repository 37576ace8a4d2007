import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatId } from '../../../domain/ids.ts'
import { openConnections } from '../broadcasts/broadcast-fixtures.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type AudienceBody, insertGroup, type ProblemBody, saveAudience } from './audience-fixtures.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const rule = {
  all: [
    { field: 'city', op: '=', value: 'София' },
    { field: 'orders.count', within: { last: '90d' }, op: '>=', value: 3 },
  ],
}
const change = (id: string, body: object, headers: Record<string, string> = {}) =>
  api.call<AudienceBody & ProblemBody>('PATCH', `/api/v1/audiences/${id}`, { body, headers })
const act = (id: string, action: string, body: object = {}) =>
  api.call<AudienceBody & ProblemBody>('POST', `/api/v1/audiences/${id}/${action}`, { body })

describe('an audience', () => {
  it('is saved from a rule and read in its three forms', async () => {
    const made = await api.call<AudienceBody>('POST', '/api/v1/audiences', { body: { name: 'Редовни 🥐', rule } })
    expect(made.status).toBe(201)
    expect(made.headers.get('etag')).toBe('"1"')
    expect(made.body).toMatchObject({
      name: 'Редовни 🥐',
      rule,
      isPinned: false,
      isArchived: false,
      version: 1,
      references: [],
      latest: null,
    })
    expect(made.body.text).toBe('city = "София" and orders.count(last 90d) >= 3')
    expect(made.body.words).toContain('at least 3 times in the last 90 days')
    const read = await api.call<AudienceBody>('GET', `/api/v1/audiences/${made.body.id}`)
    expect([read.status, read.body]).toEqual([200, made.body])
  })

  it('is saved from a text as the same rule', async () => {
    const { rule: saved } = await saveAudience(api, 'By text', 'city = София and orders.count(last 90d) >= 3')
    expect(saved).toEqual(rule)
  })

  it('wants one rule: not two, not none', async () => {
    for (const body of [{ name: 'a' }, { name: 'a', rule, text: 'everyone' }]) {
      const answer = await api.call<ProblemBody>('POST', '/api/v1/audiences', { body })
      expect([answer.status, answer.body.code]).toEqual([422, 'audience_rule_invalid'])
    }
  })

  it('is refused with each fault of its rule at its path', async () => {
    const { status, body } = await api.call<ProblemBody>('POST', '/api/v1/audiences', {
      body: {
        name: 'a',
        rule: {
          all: [
            { field: 'cty', op: '=', value: 'x' },
            { field: 'age', op: 'contains', value: 3 },
          ],
        },
      },
    })
    expect([status, body.code]).toEqual([422, 'audience_rule_invalid'])
    expect(body.errors?.map(({ path }) => path)).toEqual(['rule.all[0].field', 'rule.all[1].op'])
    expect(body.errors?.[0]?.message).toContain('city')
  })

  it('is refused with the place of the fault in its text', async () => {
    const { status, body } = await api.call<ProblemBody>('POST', '/api/v1/audiences', {
      body: { name: 'a', text: 'city = Sofia\n  and agee > 3' },
    })
    expect([status, body.code]).toEqual([422, 'audience_rule_invalid'])
    expect(body.errors).toEqual([
      {
        path: 'text',
        message: expect.stringContaining('age'),
        at: expect.objectContaining({ position: 19, length: 4, line: 2, column: 7 }),
      },
    ])
  })

  it('is saved once under an idempotency key', async () => {
    const send = () =>
      api.call<AudienceBody>('POST', '/api/v1/audiences', {
        body: { name: 'Once', text: 'everyone' },
        headers: { 'idempotency-key': 'audience-1' },
      })
    const [first, second] = [await send(), await send()]
    expect(second.body).toEqual(first.body)
    const { body } = await api.call<{ data: unknown[] }>('GET', '/api/v1/audiences?q=once')
    expect(body.data).toHaveLength(1)
  })

  it('changes what is given and keeps the rest; with If-Match only the version that is named', async () => {
    const { id } = await saveAudience(api, 'Before', 'city = Sofia')
    const renamed = await change(id, { name: 'After' })
    expect(renamed.body).toMatchObject({ name: 'After', text: 'city = "Sofia"', version: 2 })
    expect((await change(id, { text: 'city = Varna' }, { 'if-match': '"1"' })).body.code).toBe('version_mismatch')
    const changed = await change(id, { text: 'city = Varna' }, { 'if-match': '"2"' })
    expect([changed.status, changed.headers.get('etag'), changed.body.text]).toEqual([200, '"3"', 'city = "Varna"'])
    expect((await change(id, { isPinned: true }, { 'if-match': 'W/"nonsense"' })).status).toBe(412)
  })

  it('stays the version that it is when nothing is changed', async () => {
    const { id } = await saveAudience(api, 'Same', 'city = Sofia and orders.count >= 2', { isPinned: true })
    const { body } = await api.call<AudienceBody>('GET', `/api/v1/audiences/${id}`)
    for (const same of [{}, { name: body.name, rule: body.rule, isPinned: true }, { text: body.text }])
      expect((await change(id, same)).body).toEqual(body)
    expect((await change(id, {}, { 'if-match': '"7"' })).status).toBe(412)
  })

  it('lets one of two edits of one version through', async () => {
    const { id } = await saveAudience(api, 'Contested', 'everyone')
    await openConnections(api)
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => change(id, { name }, { 'if-match': '"1"' })))
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 412, 412])
  })

  it('is not there under a malformed id, or one of another kind', async () => {
    for (const id of ['aud_x', 'grp_01jd3x7k0fe1qv8m4z2r5t9w6n', 'aud_01jd3x7k0fe1qv8m4z2r5t9w6n', '%00'])
      expect((await api.call('GET', `/api/v1/audiences/${id}`)).status).toBe(404)
  })

  it('is listed in pages, by part of its name in any script and case', async () => {
    for (let n = 0; n < 5; n += 1) await saveAudience(api, `ÄRGER ${n}`, 'everyone')
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/api/v1/audiences?q=${encodeURIComponent('ärger')}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`
      const { body } = await api.call<{ data: AudienceBody[]; nextCursor: string | null }>('GET', path)
      names.push(...body.data.map(({ name }) => name))
      cursor = body.nextCursor
    }
    expect(names).toEqual(['ÄRGER 4', 'ÄRGER 3', 'ÄRGER 2', 'ÄRGER 1', 'ÄRGER 0'])
  })

  it('is copied, not pinned, under a name that is never too long', async () => {
    const name = `${'n'.repeat(192)}${'🥐'.repeat(4)}`
    const { id } = await saveAudience(api, name, 'city = Sofia', { isPinned: true })
    const copy = await act(id, 'copy')
    expect(copy.body).toMatchObject({
      name: `${'n'.repeat(192)} (copy)`,
      isPinned: false,
      copiedFrom: id,
      version: 1,
      text: 'city = "Sofia"',
    })
    expect((await act(id, 'copy', { name: 'Mine' })).body.name).toBe('Mine')
  })
})

describe('an archived audience', () => {
  it('is gone from the list, cannot be changed, and comes back', async () => {
    const { id } = await saveAudience(api, 'Put away', 'everyone', { isPinned: true })
    const archived = await act(id, 'archive')
    expect(archived.body).toMatchObject({ isArchived: true, isPinned: false, version: 2 })
    expect((await act(id, 'archive')).body).toEqual(archived.body)
    const list = async (query: string) =>
      (await api.call<{ data: AudienceBody[] }>('GET', `/api/v1/audiences?${query}`)).body.data.map((one) => one.id)
    expect(await list('')).not.toContain(id)
    expect(await list('pinned=true')).not.toContain(id)
    expect(await list('archived=true')).toEqual([id])
    expect((await change(id, { name: 'No' })).body.code).toBe('audience_archived')
    expect((await act(id, 'restore')).body).toMatchObject({ isArchived: false, isPinned: false, version: 3 })
  })

  it('cannot be named anew, and stays where it is named', async () => {
    const old = await saveAudience(api, 'Old', 'city = Sofia')
    const user = await saveAudience(api, 'User', `audience = ${old.id}`)
    await act(old.id, 'archive')
    const refused = await api.call<ProblemBody>('POST', '/api/v1/audiences', {
      body: {
        name: 'New',
        rule: {
          any: [
            { field: 'segment', op: '=', value: 'vip' },
            { field: 'audience', op: 'in', value: [old.id] },
          ],
        },
      },
    })
    expect([refused.status, refused.body.code]).toEqual([422, 'audience_part_unavailable'])
    expect(refused.body.errors).toEqual([{ path: 'rule.any[1].value[0]', message: 'The audience “Old” is archived' }])
    const kept = await change(user.id, { text: `audience = ${old.id} and city = Sofia` })
    expect([kept.status, kept.body.references]).toEqual([200, [{ kind: 'audience', id: old.id, name: 'Old', state: 'archived' }]])
    expect((await act(user.id, 'copy')).body.code).toBe('audience_part_unavailable')
  })
})

describe('what a rule names', () => {
  it('must be there: unknown audiences and broadcasts, deleted groups are refused at their paths', async () => {
    const group = await insertGroup(api, 'Gone')
    await api.pool`UPDATE groups SET deleted_at = now() WHERE id = ${group}`
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057'
    const { status, body } = await api.call<ProblemBody>('POST', '/api/v1/audiences', {
      body: {
        name: 'Names much',
        rule: {
          all: [
            { field: 'audience', op: '=', value: formatId('audience', unknown) },
            { not: { field: 'group', op: '=', value: formatId('group', group) } },
            { field: 'engagement.count', where: { field: 'campaign', op: '=', value: formatId('broadcast', unknown) }, op: '=', value: 0 },
          ],
        },
      },
    })
    expect([status, body.code]).toEqual([422, 'audience_part_unavailable'])
    expect(body.errors?.map(({ path }) => path)).toEqual(['rule.all[0].value', 'rule.all[1].not.value', 'rule.all[2].where.value'])
    expect(body.errors?.[1]?.message).toContain('“Gone” was deleted')
  })

  it('is pointed at in a text: the id that cannot be chosen, not another that can', async () => {
    const good = (await saveAudience(api, 'Good', 'everyone')).id
    const unknown = formatId('audience', '01890a5d-ac96-774b-bcce-b302099a8057')
    const text = `audience in (${good}, ${unknown})\n  and not audience = "${unknown}"`
    const places = [
      { path: 'text', at: { position: 13 + 32, length: 30, line: 1, column: 46 }, message: `There is no audience ${unknown}` },
      { path: 'text', at: { position: 98, length: 32, line: 2, column: 22 }, message: `There is no audience ${unknown}` },
    ]
    for (const path of ['', '/preview']) {
      const { status, body } = await api.call<ProblemBody>('POST', `/api/v1/audiences${path}`, {
        body: { text, ...(path === '' && { name: 'Points' }) },
      })
      expect([status, body.code, body.errors]).toEqual([422, 'audience_part_unavailable', places])
    }
    const part = await api.call<ProblemBody>('POST', '/api/v1/audiences/preview', {
      body: { audience: { include: [{ kind: 'everyone' }], exclude: [{ kind: 'rule', text }] } },
    })
    expect(part.body.errors).toEqual(places.map((place) => ({ ...place, path: 'audience.exclude[0].text' })))
  })

  it('is called by its name in words', async () => {
    const group = formatId('group', await insertGroup(api, 'Персонал'))
    const { words, references } = await saveAudience(api, 'Staff', `group = ${group}`)
    expect(words).toContain('Персонал')
    expect(references).toEqual([{ kind: 'group', id: group, name: 'Персонал', state: 'available' }])
  })
})
