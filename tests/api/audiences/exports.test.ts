import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAudienceExportActivities } from '../../../activities/audience-exports.ts'
import type { Pool } from '../../../db/client.ts'
import { parseId } from '../../../domain/ids.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { makeMortal } from '../../support/mortal-pool.ts'
import { insertCustomers, type ProblemBody, saveAudience, subscribed } from './audience-fixtures.ts'

interface ExportBody extends ProblemBody {
  id: string
  audienceId: string
  kind: string
  status: string
  isFinished: boolean
  members: number | null
  membersDone: number
  rows: number
  columns: string[] | null
  fileUrl: string | null
  expiresAt: string | null
  temporalUrl: string
}

const dayMs = 86_400_000
let now = new Date('2026-11-20T12:00:00Z')
let api: TestApi
let everyone: string
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
  await insertCustomers(api, [
    {
      externalId: '=cmd|calc',
      firstName: '+Ада',
      lastName: 'O"Neil, "Иванова"\nсгл.',
      email: 'ada@example.com',
      city: '@Sofia',
      postalCode: '1000',
      country: 'BG',
      attributes: { address1: '-1 Витоша', Address2: 'ет. 3', plan: 'gold' },
      consents: { email: subscribed },
    },
    {
      externalId: 'bob',
      firstName: 'Bob',
      email: 'bob@example.com',
      phone: '+359888123456',
      consents: { email: { ...subscribed, status: 'unsubscribed' }, sms: subscribed },
    },
    { externalId: 'cleo', firstName: 'Cleo', email: 'cleo@example.com', consents: { email: subscribed }, city: 'Varna' },
    { externalId: 'dan', firstName: 'Dan', lastName: 'NULL' },
  ])
  await api.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'cleo@example.com', 'hard_bounce', 'test')`
  everyone = (await saveAudience(api, 'Everyone', 'everyone')).id
})
afterAll(() => api.close())
beforeEach(() => {
  now = new Date('2026-11-20T12:00:00Z')
})

async function start(audience: string, body: object): Promise<ExportBody> {
  const started = await api.call<ExportBody>('POST', `/api/v1/audiences/${audience}/exports`, { body })
  expect(started.status, JSON.stringify(started.body)).toBe(202)
  return started.body
}

const read = async (id: string) => (await api.call<ExportBody>('GET', `/api/v1/exports/${id}`)).body

function run<T>(
  work: (activities: ReturnType<typeof createAudienceExportActivities>) => (input: never) => Promise<T>,
  input: object,
  pool: Pool = api.pool,
): Promise<T> {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
  const activities = createAudienceExportActivities({ pool, now: () => now, membersPerPage: 3 })
  return environment.run(work(activities), input as never)
}

/** What the workflow does, without it. */
async function finish(id: string, pool: Pool = api.pool): Promise<void> {
  const exportId = parseId('audienceExport', id) ?? ''
  await run((activities) => activities.selectExportMembers, { exportId }, pool)
  await run((activities) => activities.writeExportRows, { exportId }, pool)
}

async function exportAll(body: object, audience = everyone): Promise<{ job: ExportBody; text: string; rows: Record<string, string>[] }> {
  const { id } = await start(audience, body)
  await finish(id)
  const job = await read(id)
  const file = await api.call<string>('GET', job.fileUrl ?? '')
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  return { job, text: file.body, rows: parse(file.body, { columns: true }) }
}

describe('an email list', () => {
  it('has those who may get email, and nobody else', async () => {
    const { job, text, rows } = await exportAll({ kind: 'email_list' })
    expect(job).toMatchObject({
      status: 'done',
      isFinished: true,
      members: 4,
      membersDone: 4,
      rows: 1,
      expiresAt: '2026-11-21T12:00:00.000Z',
    })
    expect(text.split('\r\n')[0]).toBe('customer_id,external_id,first_name,last_name,email,language,country')
    expect(rows.map(({ email }) => email)).toEqual(['ada@example.com'])
    expect(rows[0]?.['customer_id']).toMatch(/^cus_/)
  })

  it('has the others too where that is asked for, and says of each whether they may be written to', async () => {
    const { rows } = await exportAll({ kind: 'email_list', includesUnreachable: true })
    expect(Object.fromEntries(rows.map((row) => [row['email'], [row['may_get_email'], row['email_consent']]]))).toEqual({
      'ada@example.com': ['true', 'subscribed'],
      'bob@example.com': ['false', 'unsubscribed'],
      'cleo@example.com': ['false', 'subscribed'],
    })
  })

  it('asks for consent when a row is written, not when the export was started', async () => {
    const { id } = await start(everyone, { kind: 'email_list' })
    await run((activities) => activities.selectExportMembers, { exportId: parseId('audienceExport', id) ?? '' })
    await api.pool`UPDATE contact_states SET email_consent = 'unsubscribed' WHERE customer_id = (SELECT id FROM customers WHERE email = 'ada@example.com')`
    await finish(id)
    expect(await read(id)).toMatchObject({ status: 'done', rows: 0 })
    await api.pool`UPDATE contact_states SET email_consent = 'subscribed' WHERE customer_id = (SELECT id FROM customers WHERE email = 'ada@example.com')`
  })
})

describe('a postal list', () => {
  it('has every field of an address that there is, with the attributes whose names begin with address', async () => {
    const { job, rows } = await exportAll({ kind: 'postal_list' })
    expect(job.columns).toEqual([
      ...['customer_id', 'external_id', 'first_name', 'last_name'],
      ...['attributes.Address2', 'attributes.address1', 'postal_code', 'city', 'region', 'country'],
    ])
    expect(new Set(rows.map((row) => row['external_id']))).toEqual(new Set(["'=cmd|calc", 'cleo']))
    const ada = rows.find((row) => row['country'] === 'BG')
    expect(ada).toMatchObject({ 'attributes.Address2': 'ет. 3', 'attributes.address1': "'-1 Витоша", city: "'@Sofia", postal_code: '1000' })
  })
})

describe('every list', () => {
  it('runs in no spreadsheet: cells that begin like a formula are text; quotes, commas and line breaks survive', async () => {
    const { rows, text } = await exportAll({ kind: 'all' })
    const cells = rows.flatMap((row) => Object.values(row))
    expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([])
    const ada = rows.find((row) => row['email'] === 'ada@example.com')
    expect(ada).toMatchObject({
      external_id: "'=cmd|calc",
      first_name: "'+Ада",
      last_name: 'O"Neil, "Иванова"\nсгл.',
      may_get_email: 'true',
    })
    expect(JSON.parse(ada?.['attributes'] ?? '')).toEqual({ address1: '-1 Витоша', Address2: 'ет. 3', plan: 'gold' })
    expect(rows.find((row) => row['external_id'] === 'bob')?.['phone']).toBe("'+359888123456")
    expect(text.endsWith('\r\n')).toBe(true)
    expect(rows).toHaveLength(4)
  })

  it('has empty cells where there is no value', async () => {
    const { rows } = await exportAll({ kind: 'all' })
    const dan = rows.find((row) => row['external_id'] === 'dan')
    expect(dan).toMatchObject({ first_name: 'Dan', last_name: 'NULL', email: '', phone: '', city: '', birthday: '', attributes: '' })
  })

  it('begins with a byte order mark where a spreadsheet is to read it', async () => {
    const { id } = await start(everyone, { kind: 'sms_list' })
    await finish(id)
    const bytes = async (query: string) => {
      const answer = await fetch(`${api.url}/api/v1/exports/${id}/file.csv${query}`, { headers: { authorization: `Bearer ${api.key}` } })
      const body = Buffer.from(await answer.arrayBuffer())
      expect(Number(answer.headers.get('content-length'))).toBe(body.length)
      return body
    }
    const plain = await bytes('')
    const marked = await bytes('?bom=true')
    expect(plain.subarray(0, 4).toString()).toBe('cust')
    expect(marked).toEqual(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain]))
  })

  it('of nobody is a header', async () => {
    const nobody = await saveAudience(api, 'Nobody', 'nobody')
    const { job, text } = await exportAll({ kind: 'email_list' }, nobody.id)
    expect(job).toMatchObject({ status: 'done', members: 0, rows: 0 })
    expect(text).toBe('customer_id,external_id,first_name,last_name,email,language,country\r\n')
  })
})

describe('an export', () => {
  it('is not there before its end, is listed, and keeps nothing but its file', async () => {
    const job = await start(everyone, { kind: 'all' })
    expect(job).toMatchObject({ status: 'queued', members: null, fileUrl: null, temporalUrl: expect.stringContaining('export%3Aexp_') })
    const early = await api.call<ProblemBody>('GET', `/api/v1/exports/${job.id}/file.csv`)
    expect([early.status, early.body.code]).toEqual([409, 'export_not_ready'])
    await finish(job.id)
    const { body } = await api.call<{ data: ExportBody[] }>('GET', `/api/v1/exports?audienceId=${everyone}&limit=1`)
    expect(body.data.map(({ id, status }) => [id, status])).toEqual([[job.id, 'done']])
    expect(await api.pool`SELECT FROM audience_export_pages`).toHaveLength(0)
  })

  it('goes on where it was killed, before any statement or commit: each member once', async () => {
    const whole = (await exportAll({ kind: 'all' })).text
    let kills = 0
    for (;;) {
      const { id } = await start(everyone, { kind: 'all' })
      const isKilled = await finish(id, makeMortal(api.pool, kills)).then(
        () => false,
        () => true,
      )
      await finish(id)
      const { body } = await api.call<string>('GET', `/api/v1/exports/${id}/file.csv`)
      expect(body).toBe(whole)
      if (!isKilled) break
      kills += 1
    }
    expect(kills).toBeGreaterThan(20)
  })

  it('written by two workers at once has each member once', async () => {
    const { id } = await start(everyone, { kind: 'all' })
    await Promise.all([finish(id), finish(id)])
    const { body } = await api.call<string>('GET', `/api/v1/exports/${id}/file.csv`)
    expect(parse(body, { columns: true })).toHaveLength(4)
    expect(await read(id)).toMatchObject({ members: 4, membersDone: 4, rows: 4 })
  })

  it('that is cancelled writes nothing more, and its file goes', async () => {
    const { id } = await start(everyone, { kind: 'all' })
    const exportId = parseId('audienceExport', id) ?? ''
    await run((activities) => activities.selectExportMembers, { exportId })
    const cancelled = await api.call<ExportBody>('POST', `/api/v1/exports/${id}/cancel`)
    expect(cancelled.body).toMatchObject({ status: 'cancelled', isFinished: true, fileUrl: null })
    expect(await run((activities) => activities.writeExportRows, { exportId })).toMatchObject({ kind: 'ended' })
    expect(
      await api.pool`SELECT FROM audience_export_pages UNION ALL SELECT FROM audience_export_chunks WHERE export_id = ${exportId}`,
    ).toHaveLength(0)
    expect((await api.call<ProblemBody>('GET', `/api/v1/exports/${id}/file.csv`)).body.code).toBe('export_not_ready')
    expect((await api.call<ExportBody>('POST', `/api/v1/exports/${id}/cancel`)).body.status).toBe('cancelled')
    const done = await exportAll({ kind: 'email_list' })
    expect((await api.call<ProblemBody>('POST', `/api/v1/exports/${done.job.id}/cancel`)).body.code).toBe('export_ended')
  })

  it('is gone after a day, whoever deletes it first', async () => {
    const { job } = await exportAll({ kind: 'all' })
    const other = (await exportAll({ kind: 'all' })).job
    now = new Date(now.getTime() + dayMs)
    const late = await api.call<ProblemBody>('GET', `/api/v1/exports/${job.id}/file.csv`)
    expect([late.status, late.body.code]).toEqual([410, 'export_expired'])
    expect((await read(job.id)).fileUrl).toBeNull()
    await run((activities) => activities.deleteExportFile, { exportId: parseId('audienceExport', job.id) ?? '' })
    const { id } = await start(everyone, { kind: 'all' })
    await finish(id)
    const left = await api.pool<{ exportId: string }[]>`SELECT DISTINCT export_id AS "exportId" FROM audience_export_chunks`
    expect(left.map(({ exportId }) => exportId)).toEqual([parseId('audienceExport', id)])
    expect(other.id).not.toBe(job.id)
  })

  it('is deleted with its file on request, and with its audience', async () => {
    const { job } = await exportAll({ kind: 'all' })
    expect((await api.call('DELETE', `/api/v1/exports/${job.id}`)).status).toBe(204)
    expect((await api.call('GET', `/api/v1/exports/${job.id}`)).status).toBe(404)
    const { id: audience } = await saveAudience(api, 'Short-lived', 'everyone')
    const running = await start(audience, { kind: 'all' })
    const exportId = parseId('audienceExport', running.id) ?? ''
    await run((activities) => activities.selectExportMembers, { exportId })
    expect((await api.call('DELETE', `/api/v1/audiences/${audience}`)).status).toBe(204)
    expect(await run((activities) => activities.writeExportRows, { exportId })).toMatchObject({ kind: 'ended' })
  })

  it('is started once under an idempotency key, refused for an archived audience, and not of unknown kinds', async () => {
    const send = () =>
      api.call<ExportBody>('POST', `/api/v1/audiences/${everyone}/exports`, {
        body: { kind: 'all' },
        headers: { 'idempotency-key': 'export-1' },
      })
    const [first, second] = [await send(), await send()]
    expect(second.body.id).toBe(first.body.id)
    expect(
      await api.pool`SELECT FROM outbox WHERE payload ->> 'exportId' = ${parseId('audienceExport', first.body.id) ?? ''}`,
    ).toHaveLength(1)
    const { id } = await saveAudience(api, 'Old', 'everyone')
    await api.call('POST', `/api/v1/audiences/${id}/archive`, { body: {} })
    expect((await api.call<ProblemBody>('POST', `/api/v1/audiences/${id}/exports`, { body: { kind: 'all' } })).body.code).toBe(
      'audience_archived',
    )
    expect((await api.call('POST', `/api/v1/audiences/${everyone}/exports`, { body: { kind: 'fax_list' } })).status).toBe(422)
  })

  it('leaves out who was erased on the way', async () => {
    await insertCustomers(api, [{ externalId: 'eve', email: 'eve@example.com' }])
    const { id } = await start(everyone, { kind: 'all' })
    await run((activities) => activities.selectExportMembers, { exportId: parseId('audienceExport', id) ?? '' })
    expect((await api.call('DELETE', '/api/v1/customers/ext:eve')).status).toBe(204)
    await finish(id)
    expect(await read(id)).toMatchObject({ members: 5, membersDone: 5, rows: 4 })
  })
})
