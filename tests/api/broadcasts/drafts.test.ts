import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftRoutes } from '../../../api/routes/broadcasts/drafts.ts'
import { formatId } from '../../../domain/ids.ts'
import { addCustomers } from '../../broadcasts/ledger-fixtures.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type BroadcastBody, emailDraft, makeDraft, openConnections, type ProblemBody, pushDraft, smsDraft } from './broadcast-fixtures.ts'

const path = '/api/v1/broadcasts'
let api: TestApi

beforeAll(async () => {
  api = await startTestApi({ routes: draftRoutes })
})

afterAll(() => api.close())

describe('a draft', () => {
  it.each([emailDraft, smsDraft, pushDraft])('is made for $message.channel and read back as it was written', async (draft) => {
    const made = await makeDraft(api, draft)
    expect(made).toMatchObject({
      ...draft,
      channel: draft.message.channel,
      status: 'draft',
      version: 1,
      schedule: { kind: 'now' },
      holdoutPercent: 0,
      copiedFrom: null,
      temporalUrl: null,
    })
    const read = await api.call<BroadcastBody>('GET', `${path}/${made.id}`)
    expect(read).toMatchObject({ status: 200, body: made })
    expect(read.headers.get('etag')).toBe('"1"')
  })

  it('names customers by their public ids', async () => {
    const [customer = ''] = await addCustomers(api.pool, 1)
    const audience = {
      include: [{ kind: 'customers' as const, customerIds: [formatId('customer', customer)] }],
      exclude: [{ kind: 'segment' as const, segment: 'vip' as const }],
    }
    expect((await makeDraft(api, { audience })).audience).toEqual(audience)
    const [row] = await api.pool<
      { ids: string[] }[]
    >`SELECT audience #> '{include,0,customerIds}' AS ids FROM broadcasts ORDER BY id DESC LIMIT 1`
    expect(row?.ids).toEqual([customer])
  })

  it('keeps instants in UTC', async () => {
    const { schedule, expiresAt } = await makeDraft(api, {
      schedule: { kind: 'at', at: '2027-01-01T10:00:00+02:00' },
      expiresAt: '2027-02-01T00:00:00Z',
    })
    expect([schedule, expiresAt]).toEqual([{ kind: 'at', at: '2027-01-01T08:00:00.000Z' }, '2027-02-01T00:00:00.000Z'])
  })

  it.each([
    ['a channel that is not the message’s', { channel: 'sms' }, 'channel'],
    ['an unknown segment', { audience: { include: [{ kind: 'segment', segment: 'gold' }], exclude: [] } }, 'audience.include[0].segment'],
    ['a wall-clock time that no clock shows', { schedule: { kind: 'local', date: '2027-01-01', time: '25:00' } }, 'schedule.time'],
    ['a date that is none', { schedule: { kind: 'local', date: '2027-02-30', time: '09:00' } }, 'schedule.date'],
    ['a subject of two lines', { message: { ...emailDraft.message, subject: 'Hello\r\nBcc: all@shop.test' } }, 'message.subject'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a holdout of more than half', { holdoutPercent: 51 }, 'holdoutPercent'],
    ['a name of blanks', { name: '  ' }, 'name'],
  ])('is refused with %s', async (_what, change, where) => {
    const { status, body } = await api.call<ProblemBody>('POST', path, { body: { ...emailDraft, ...change } })
    expect([status, body.code]).toEqual([422, 'invalid_request'])
    expect(body.errors?.map((error) => error.path)).toEqual([where])
  })

  it('changes in the fields that are sent, and in no other', async () => {
    const draft = await makeDraft(api, { holdoutPercent: 10 })
    const { status, body } = await api.call<BroadcastBody>('PATCH', `${path}/${draft.id}`, { body: { name: 'Summer' } })
    expect(status).toBe(200)
    expect(body).toMatchObject({ ...draft, name: 'Summer', version: 2, updatedAt: expect.any(String) })
  })

  it('takes another channel with another message', async () => {
    const draft = await makeDraft(api)
    const { body } = await api.call<BroadcastBody>('PATCH', `${path}/${draft.id}`, { body: { message: smsDraft.message } })
    expect(body.channel).toBe('sms')
  })

  it('does not change under a version that is not its own any more', async () => {
    const { id } = await makeDraft(api)
    const change = (ifMatch: string) =>
      api.call<ProblemBody>('PATCH', `${path}/${id}`, { body: { name: 'Summer' }, headers: { 'if-match': ifMatch } })
    expect((await change('"1"')).status).toBe(200)
    expect(await change('"1"')).toMatchObject({ status: 412, body: { code: 'version_mismatch' } })
    expect((await change('nonsense')).status).toBe(412)
    expect((await change('*')).status).toBe(200)
  })

  it('is changed once by a change that is repeated under its key, since nobody heard the answer', async () => {
    const { id } = await makeDraft(api)
    const change = () =>
      api.call<BroadcastBody & { version: number }>('PATCH', `${path}/${id}`, {
        body: { name: 'Summer' },
        headers: { 'if-match': '"1"', 'idempotency-key': `change-${id}` },
      })
    const [first, again] = [await change(), await change()]
    expect(again).toMatchObject({ status: 200, body: { name: 'Summer', version: first.body.version } })
  })

  it('keeps all changes that are made at the same moment', async () => {
    await openConnections(api)
    const { id } = await makeDraft(api)
    const changes = [{ name: 'Summer' }, { holdoutPercent: 5 }, { maxMessages: 7 }]
    const answers = await Promise.all(changes.map((body) => api.call('PATCH', `${path}/${id}`, { body })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await api.call('GET', `${path}/${id}`)).body).toMatchObject({ name: 'Summer', holdoutPercent: 5, maxMessages: 7, version: 4 })
  })

  it('is deleted for good', async () => {
    const { id } = await makeDraft(api)
    expect((await api.call('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await api.call('GET', `${path}/${id}`)).status).toBe(404)
    expect((await api.call('DELETE', `${path}/${id}`)).status).toBe(404)
  })

  it('is copied, to be sent at once, under a name that says so', async () => {
    const original = await makeDraft(api, {
      schedule: { kind: 'at', at: '2027-01-01T10:00:00Z' },
      expiresAt: '2027-02-01T00:00:00Z',
      holdoutPercent: 10,
    })
    const { status, body } = await api.call<BroadcastBody>('POST', `${path}/${original.id}/copy`)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Spring (copy)',
      message: original.message,
      holdoutPercent: 10,
      schedule: { kind: 'now' },
      expiresAt: null,
      copiedFrom: original.id,
      status: 'draft',
    })
    const named = await api.call<BroadcastBody>('POST', `${path}/${original.id}/copy`, { body: { name: 'Autumn' } })
    expect(named.body.name).toBe('Autumn')
  })
})

describe('a broadcast that was sent', () => {
  it('is neither changed nor deleted', async () => {
    const { id } = await makeDraft(api)
    await api.pool`UPDATE broadcasts SET status = 'sent' WHERE name = 'Spring' AND version = 1`
    expect(await api.call<ProblemBody>('PATCH', `${path}/${id}`, { body: { name: 'Summer' } })).toMatchObject({
      status: 409,
      body: { code: 'broadcast_not_draft' },
    })
    expect(await api.call<ProblemBody>('DELETE', `${path}/${id}`)).toMatchObject({ status: 409, body: { code: 'broadcast_not_draft' } })
    expect((await api.call<BroadcastBody>('GET', `${path}/${id}`)).body.temporalUrl).toBe(
      `http://127.0.0.1:8233/namespaces/default/workflows/broadcast%3A${id}`,
    )
  })
})

describe('the list', () => {
  it('shows the newest first, in pages, by channel, status and part of the name', async () => {
    const own = await startTestApi({ routes: draftRoutes })
    try {
      const ids: string[] = []
      for (const [index, draft] of [emailDraft, smsDraft, emailDraft, pushDraft, emailDraft].entries())
        ids.unshift((await makeDraft(own, { ...draft, name: `Number ${index} 100%` })).id)
      const list = async (query: string) =>
        (await own.call<{ data: BroadcastBody[]; nextCursor: string | null }>('GET', `${path}?${query}`)).body
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: { data: BroadcastBody[]; nextCursor: string | null } = await list(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
        seen.push(...page.data.map(({ id }) => id))
        cursor = page.nextCursor
      }
      expect(seen).toEqual(ids)
      expect((await list('channel=email')).data.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[4]])
      expect((await list('q=NUMBER 3')).data.map(({ id }) => id)).toEqual([ids[1]])
      expect((await list('q=%25')).data).toHaveLength(5)
      expect((await list('q=_')).data).toHaveLength(0)
      expect((await list('status=sent')).data).toEqual([])
      expect((await own.call('GET', `${path}?cursor=WyJ4Il0`)).status).toBe(400)
    } finally {
      await own.close()
    }
  })
})
