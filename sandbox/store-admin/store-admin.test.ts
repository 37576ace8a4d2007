import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSandbox } from '../sandbox.ts'
import { startWebhookReceiver } from '../webhook-receiver.ts'

const json = async (response: Promise<Response>) => (await (await response).json()) as Record<string, unknown>
const send = (method: string, body: object) => ({ method, body: JSON.stringify(body) })

describe('the sandbox’s store admin', () => {
  it('is edited through the control API and tells of each change, in order and signed', async () => {
    const receiver = await startWebhookReceiver()
    const sandbox = await createSandbox({ webhookBaseUrl: receiver.url, behaviour: { receipts: 'manual' } })
    const control = (call: string, init?: RequestInit) => fetch(`${sandbox.url}/_sandbox/store-admin${call}`, init)
    expect((await control('/groups', send('POST', { id: 'a b', name: 'A', members: ['2', '1', '1'] }))).status).toBe(201)
    expect((await control('/groups', send('POST', { id: 'a b', name: 'A' }))).status).toBe(409)
    expect((await control('/groups', send('POST', { name: '' }))).status).toBe(422)
    await control('/groups/a%20b/members', send('POST', { add: ['3', '1'], remove: ['2', '9'] }))
    await control('/groups/a%20b', send('PUT', { name: 'B', silent: true }))
    expect(await json(control('/groups/a%20b'))).toMatchObject({ name: 'B', memberCount: 2, members: ['1', '3'] })
    expect((await control('/groups/a%20b', { method: 'DELETE' })).status).toBe(204)
    expect((await control('/groups/a%20b', { method: 'DELETE' })).status).toBe(404)
    await sandbox.flush()
    const events = receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> })
    expect(events).toMatchObject([
      { type: 'group.created', data: { id: 'a b', name: 'A', version: 1, memberCount: 2 } },
      { type: 'group.updated', data: { version: 2, memberCount: 2, previousVersion: 1, added: ['3'], removed: ['2'] } },
      { type: 'group.deleted', data: { id: 'a b', name: 'B', version: 4 } },
    ])
    expect(receiver.received[0]?.headers).toMatchObject({
      'webhook-signature': expect.stringMatching(/^v1,/),
      'webhook-id': expect.anything(),
    })
    expect(JSON.stringify(events)).not.toContain('"members"')
    await sandbox.close()
    await receiver.close()
  })

  it('is edited on its page, where names are text and nothing else', async () => {
    const sandbox = await createSandbox()
    const post = (action: string, form: Record<string, string>) =>
      fetch(`${sandbox.url}/groups/${action}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
    expect((await post('new', { name: '<b>Bold</b>', members: 'one two\nthree' })).status).toBe(303)
    const [group] = sandbox.storeAdmin.groups.list()
    expect(group).toMatchObject({ name: '<b>Bold</b>', members: ['one', 'three', 'two'] })
    await post(`${group?.id}/members`, { add: 'four', remove: 'one' })
    await post('faults', { server_error: '50' })
    const page = await (await fetch(`${sandbox.url}/groups`)).text()
    expect(page).toContain('&lt;b&gt;Bold&lt;/b&gt;')
    expect(page).toContain('four three two')
    expect(sandbox.storeAdmin.faults.list()).toEqual([{ kind: 'server_error', rate: 0.5, fired: 0 }])
    await post(`${group?.id}/rename`, { name: 'Plain' })
    await post(`${group?.id}/delete`, {})
    expect(sandbox.storeAdmin.groups.list()).toEqual([])
    await sandbox.close()
  })

  it('answers whoever has its token, page by page', async () => {
    const sandbox = await createSandbox({ storeAdmin: { token: 'secret' } })
    for (let index = 0; index < 7; index += 1) sandbox.storeAdmin.create({ id: `g${index}`, name: `G${index}` })
    const ask = (call: string, token = 'secret') =>
      fetch(`${sandbox.storeAdminUrl}${call}`, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask('/groups', 'other')).status).toBe(401)
    expect((await fetch(`${sandbox.storeAdminUrl}/groups`)).status).toBe(401)
    const ids: unknown[] = []
    let cursor: unknown = null
    do {
      const page = await json(ask(`/groups?limit=3${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`))
      ids.push(...(page.data as { id: string }[]).map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(ids).toEqual(['g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6'])
    expect([(await ask('/groups/none')).status, await json(ask('/groups/none'))]).toEqual([404, { code: 'group_not_found' }])
    expect((await ask('/elsewhere')).status).toBe(404)
    await sandbox.close()
  })

  it('keeps its groups over a restart, and its versions go on above', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'sandbox-'))
    const first = await createSandbox({ dataDir })
    first.storeAdmin.create({ id: 'g', name: 'Größe', members: ['1'] })
    first.storeAdmin.create({ id: 'gone', name: 'Gone' })
    first.storeAdmin.delete('gone')
    await first.close()
    const second = await createSandbox({ dataDir })
    expect(second.storeAdmin.groups.list()).toEqual([{ id: 'g', name: 'Größe', kind: 'group', version: 1, members: ['1'] }])
    expect(second.storeAdmin.create({ id: 'gone', name: 'Again' })?.version).toBe(4)
    await second.close()
    await rm(dataDir, { recursive: true })
  })

  it('loses, doubles and delays webhooks as it is told', async () => {
    const receiver = await startWebhookReceiver()
    const sandbox = await createSandbox({ webhookBaseUrl: receiver.url })
    const told = () => receiver.received.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id)
    const { storeAdmin } = sandbox
    storeAdmin.faults.set([
      { kind: 'webhook_lost', count: 1 },
      { kind: 'webhook_late', count: 1, ms: 200 },
      { kind: 'webhook_twice', count: 1 },
    ])
    storeAdmin.create({ id: 'lost', name: 'L' })
    storeAdmin.create({ id: 'late', name: 'L' })
    storeAdmin.create({ id: 'soon', name: 'S' })
    await expect.poll(told).toEqual(['soon', 'late', 'late'])
    await sandbox.close()
    await receiver.close()
  })
})
