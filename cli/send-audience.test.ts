import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatId } from '../domain/ids.ts'
import { insertGroup, saveAudience } from '../tests/api/audiences/audience-fixtures.ts'
import { startTestApi, type TestApi } from '../tests/api/test-api.ts'
import { type ApiClient, createApiClient } from './api-client.ts'
import { type AudienceOptions, buildAudience } from './send-audience.ts'

let api: TestApi
let client: ApiClient
beforeAll(async () => {
  api = await startTestApi()
  client = createApiClient({ url: api.url, key: api.key })
})
afterAll(() => api.close())

const build = (options: Partial<AudienceOptions>) => buildAudience(options, client)

describe('whom the command line sends to', () => {
  it('is whoever is in any of what is named', async () => {
    const saved = await saveAudience(api, 'Редовни & верни', 'city = Sofia')
    const group = formatId('group', await insertGroup(api, 'Staff'))
    expect(
      await build({
        segment: 'vip',
        asOf: '2026-01-01T00:00:00Z',
        audience: ['Редовни & верни', saved.id],
        group: [group],
        rule: 'age > 30',
      }),
    ).toEqual({
      include: [
        { kind: 'segment', segment: 'vip', asOf: '2026-01-01T00:00:00Z' },
        { kind: 'audience', audienceId: saved.id },
        { kind: 'audience', audienceId: saved.id },
        { kind: 'group', groupId: group },
        { kind: 'rule', text: 'age > 30' },
      ],
      exclude: [],
    })
    expect(await build({ segment: 'everyone' })).toEqual({ include: [{ kind: 'everyone' }], exclude: [] })
    expect(await build({ group: ['Staff'] })).toEqual({ include: [{ kind: 'group', groupId: group }], exclude: [] })
  })

  it('is somebody: nobody, an unknown name and a name of two are refused in words', async () => {
    await expect(build({})).rejects.toThrow('Say to whom')
    for (const options of [{ rule: 'everyone' }, { segment: 'everyone' }] as const)
      await expect(build({ ...options, asOf: '2026-01-01T00:00:00Z' })).rejects.toThrow('--as-of says when a segment is meant')
    await expect(build({ audience: ['Редовни'] })).rejects.toThrow('There is no audience of the name “Редовни”')
    const one = await saveAudience(api, 'Twins', 'everyone')
    const two = await saveAudience(api, 'Twins', 'nobody')
    await expect(build({ audience: ['Twins'] })).rejects.toThrow(`${two.id}, ${one.id}`)
  })

  it('is refused with the place of the fault in the rule', async () => {
    const draft = (rule: string) => build({ rule }).then((audience) => client.call('POST', '/audiences/preview', { audience }))
    await expect(draft('city = Sofia\n  and agee > 3')).rejects.toThrow(
      '\n  audience.include[0].text, line 2, column 7: Unknown field “agee”',
    )
  })
})
