import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseId } from '../../domain/ids.ts'
import { finishFile } from '../activities/import-harness.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

interface Import {
  id: string
  code: string
  status: string
  options: Record<string, unknown>
  bytesTotal: number
  fileBytes: number | null
  hasFile: boolean
  repeatOf: string | null
  repeatedBy: string | null
  rows: Record<string, number>
}

const post = <Body = Import>(path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  api.call<Body>('POST', `/api/v1/imports${path}`, { body, headers })
const read = async (id: string) => (await api.call<Import>('GET', `/api/v1/imports/${id}`)).body
const uuidOf = (id: string) => parseId('import', id) ?? ''

/** A file that waits for its start. */
async function upload(text: string, { kind = 'customers', options = {} }: { kind?: string; options?: object } = {}): Promise<string> {
  const { body } = await post('', { kind, fileName: 'people.csv', options, fileBytes: Buffer.byteLength(text) })
  const sent = await api.call('PUT', `/api/v1/imports/${body.id}/chunks/0`, {
    body: text,
    headers: { 'content-type': 'application/octet-stream' },
  })
  expect(sent.status).toBe(200)
  return body.id
}

async function run(id: string, options: object = {}): Promise<Import> {
  expect((await post(`/${id}/start`, { options })).status).toBe(202)
  await finishFile(api.pool, uuidOf(id))
  return read(id)
}

interface Plan {
  source: string
  delimiter: string
  encoding: string
  columns: { header: string; target: string | null }[]
  problems: { column: string; message: string }[]
  fields: string[]
  required: string[][]
  rows: { line: number; cells: string[] | null }[]
}

describe('the plan of a file', () => {
  it('shows what it would be taken for, and changes nothing', async () => {
    const id = await upload('id;Name;E-Mail\n1;Ann;a@example.com\n2;"Ben;b@example.com\n')
    const { status, body } = await post<Plan>(`/${id}/plan`, { mapping: { Name: 'firstName' } })
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        source: 'generic',
        delimiter: ';',
        encoding: 'utf-8',
        columns: [
          { header: 'id', target: 'externalId' },
          { header: 'Name', target: 'firstName' },
          { header: 'E-Mail', target: 'email' },
        ],
        problems: [],
        required: [['externalId']],
        rows: [
          { line: 2, cells: ['1', 'Ann', 'a@example.com'] },
          { line: 3, cells: null },
        ],
      },
    })
    expect(body.fields).toContain('emailConsent')
    expect(await read(id)).toMatchObject({ status: 'uploading', options: {}, columns: null })
  })

  it('says what has to be said first, with what the other columns are', async () => {
    const id = await upload('id,mobile,tel\n1,+4930901820,\n')
    const { body } = await post<Plan>(`/${id}/plan`)
    expect(body.problems.map(({ column }) => column)).toEqual(['mobile', 'tel'])
    expect(body.columns[0]).toEqual({ header: 'id', target: 'externalId' })
    expect((await post<Plan>(`/${id}/plan`, { mapping: { tel: 'ignore' } })).body.problems).toEqual([])
  })

  it('is read in another encoding when told to', async () => {
    const id = await upload('id,Straße\n1,x\n')
    expect((await post<Plan>(`/${id}/plan`, { encoding: 'windows-1252' })).body.columns[1]?.header).toBe('StraÃŸe')
  })
})

describe('another go', () => {
  const file = 'id,email\n1,a@example.com\n2,broken\n'

  it('after a dry run imports the same file without its being sent again, once', async () => {
    const tried = await run(await upload(file, { options: { consentSource: 'shop' } }), { isDryRun: true })
    expect(tried).toMatchObject({ hasFile: true, rows: { created: 1 } })
    const key = { 'idempotency-key': `again-${tried.id}` }
    const { status, body } = await post(`/${tried.id}/again`, { options: { consentSource: 'till' } }, key)
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { status: 'uploading', options: { consentSource: 'till' }, repeatOf: tried.id, bytesTotal: file.length, hasFile: true },
    })
    expect((await post(`/${tried.id}/again`, { options: { consentSource: 'till' } }, key)).body.id).toBe(body.id)
    expect(await post(`/${tried.id}/again`)).toMatchObject({ status: 409, body: { code: 'import_file_gone' } })
    expect(await read(tried.id)).toMatchObject({ hasFile: false, repeatedBy: body.id })
    expect(await run(body.id)).toMatchObject({ status: 'done', hasFile: false, rows: { created: 1, rejected: 1 } })
    expect(await post(`/${body.id}/again`)).toMatchObject({ status: 409, body: { code: 'import_file_gone' } })
  })

  it('goes on with an import that was stopped, and waits for one that runs', async () => {
    const id = await upload('id\nstopped-1\nstopped-2\nstopped-3\n')
    await post(`/${id}/start`)
    expect(await post(`/${id}/again`)).toMatchObject({ status: 409, body: { code: 'import_not_ended' } })
    await post(`/${id}/cancel`)
    const { body } = await post(`/${id}/again`)
    expect(await run(body.id)).toMatchObject({ status: 'done', rows: { created: 3 } })
  })

  it('has no file of an upload that was given up, of yesterday, or once somebody is erased', async () => {
    const givenUp = await upload(file)
    await post(`/${givenUp}/cancel`)
    expect(await read(givenUp)).toMatchObject({ status: 'cancelled', hasFile: false })

    const [old, kept] = [await run(await upload(file), { isDryRun: true }), await run(await upload(file), { isDryRun: true })]
    await api.pool`UPDATE imports SET finished_at = now() - interval '25 hours' WHERE id = ${uuidOf(old.id)}`
    await run(await upload('id\nerased-1\n'))
    expect(await read(old.id)).toMatchObject({ hasFile: false })
    expect(await read(kept.id)).toMatchObject({ hasFile: true })
    const { body } = await api.call<{ data: { id: string }[] }>('GET', '/api/v1/customers?q=erased-1')
    await api.call('DELETE', `/api/v1/customers/${body.data[0]?.id}`)
    expect(await read(kept.id)).toMatchObject({ hasFile: false })
  })
})

describe('rows that were rejected', () => {
  const file = 'id;E-Mail;Since\n1;ann.example.com;2026-01-05\n2;"b@example.com";x;y\n3;c@example.com;\n'

  it('say which column is wrong and how it is written, without the person', async () => {
    const { id } = await run(await upload(file, { options: { mapping: { Since: 'consentAt' } } }))
    const { body } = await api.call<{ data: object[] }>('GET', `/api/v1/imports/${id}/rejections`)
    expect(body.data).toMatchObject([
      { line: 2, column: 'E-Mail', value: 'a••.e••••••.c••' },
      { line: 3, code: 'wrong_column_count', column: null, value: null },
    ])
    const some = await api.call<{ data: object[] }>('GET', `/api/v1/imports/${id}/rejections?code=wrong_column_count`)
    expect(some.body.data).toHaveLength(1)
  })

  it('come as a file that is mended and imported again', async () => {
    const { id } = await run(await upload(file, { options: { mapping: { Since: 'consentAt' } } }))
    const csv = await api.call<string>('GET', `/api/v1/imports/${id}/rejected-rows.csv`)
    expect(csv.body.replace('\uFEFF', '')).toBe(
      [
        'Rejected because;id;E-Mail;Since',
        '"Line 2: Column ""E-Mail"": Not an email address";1;ann.example.com;2026-01-05',
        'Line 3: The row has 4 values, the header 3 columns;2;"b@example.com";x;y',
        '',
      ].join('\n'),
    )
    const mended = csv.body.replace('ann.example.com', 'ann@example.com').replace(';x;y', ';')
    const again = await upload(mended)
    expect((await post<Plan>(`/${again}/plan`)).body).toMatchObject({
      columns: [{ target: null }, { target: 'externalId' }, { target: 'email' }, {}],
    })
    expect(await run(again)).toMatchObject({ rows: { rejected: 0 } })
  })
})

describe('the list', () => {
  it('is filtered by kind, status, dry runs and the name of the file', async () => {
    const waiting = await post('', { kind: 'orders', fileName: 'Winter orders.csv', fileBytes: 12 })
    const list = async (query: string) =>
      (await api.call<{ data: Import[] }>('GET', `/api/v1/imports?${query}`)).body.data.map(({ id }) => id)
    expect(await list('kind=orders')).toEqual([waiting.body.id])
    expect(await list('q=winter')).toEqual([waiting.body.id])
    expect(await list('kind=orders&status=done')).toEqual([])
    expect(await list('kind=orders&isDryRun=false')).toEqual([waiting.body.id])
    expect(await list('kind=orders&isDryRun=true')).toEqual([])
    expect(await read(waiting.body.id)).toMatchObject({ fileBytes: 12, hasFile: false })
  })

  it('has an import that was made twice under one key once', async () => {
    const draft = { kind: 'orders', fileName: 'twice.csv' }
    const key = { 'idempotency-key': 'make-twice' }
    const [first, second] = [await post('', draft, key), await post('', draft, key)]
    expect(second.body.id).toBe(first.body.id)
  })
})

describe('the people behind the numbers', () => {
  const list = async (id: string, query = '') =>
    (await api.call<{ data: { externalId: string }[]; nextCursor: string | null }>('GET', `/api/v1/imports/${id}/customers${query}`)).body

  it('are those whom it brought and those whom it changed, page by page', async () => {
    const first = await run(await upload('id,email\np-1,p1@example.com\np-2,p2@example.com\n'))
    expect((await list(first.id)).data.map(({ externalId }) => externalId).sort()).toEqual(['p-1', 'p-2'])
    const page = await list(first.id, '?limit=1')
    expect((await list(first.id, `?limit=1&cursor=${page.nextCursor}`)).data).not.toEqual(page.data)

    const second = await run(await upload('id,firstName\np-1,Ann\np-3,Cleo\np-2,\n'))
    expect(await list(second.id)).toMatchObject({ data: [{ externalId: 'p-3', firstName: 'Cleo' }], nextCursor: null })
    expect((await list(second.id, '?status=updated')).data).toMatchObject([{ externalId: 'p-1', firstName: 'Ann' }])
  })

  it('are the customers of orders, and nobody in a dry run', async () => {
    const orders = 'order_id,customer_id,placed_at,total,currency\no-1,p-1,2026-01-05,10.00,EUR\no-2,p-1,2026-01-06,10.00,EUR\n'
    const tried = await run(await upload(orders, { kind: 'orders' }), { isDryRun: true })
    expect((await list(tried.id)).data).toEqual([])
    const { body } = await post(`/${tried.id}/again`)
    await run(body.id, { isDryRun: false })
    expect((await list(body.id)).data.map(({ externalId }) => externalId)).toEqual(['p-1'])
  })
})
