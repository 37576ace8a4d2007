import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseId } from '../../domain/ids.ts'
import { finishFile } from '../activities/import-harness.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

interface ImportBody {
  id: string
  status: string
  code: string
  detail: string
  errors: { path: string; message: string }[]
  bytesTotal: number
  rows: Record<string, number>
  columns: { header: string; target: string | null }[]
}

const post = (path: string, body: unknown = {}) => api.call<ImportBody>('POST', `/api/v1/imports${path}`, { body })
const read = (id: string) => api.call<ImportBody>('GET', `/api/v1/imports/${id}`)
const makeImport = async (options?: unknown) =>
  (await post('', { kind: 'customers', fileName: 'people.csv', ...(options === undefined ? {} : { options }) })).body.id

function putChunk(id: string, position: number | string, body: string | Uint8Array) {
  return api.call<ImportBody>('PUT', `/api/v1/imports/${id}/chunks/${position}`, {
    body,
    headers: { 'content-type': 'application/octet-stream' },
  })
}

function importCsv(query: string, body: string, headers: Record<string, string> = {}) {
  return api.call<ImportBody>('POST', `/api/v1/imports?${query}`, { body, headers: { 'content-type': 'text/csv', ...headers } })
}

/** What a worker does. */
async function work(id: string): Promise<void> {
  const importId = parseId('import', id) ?? ''
  await finishFile(api.pool, importId)
}

describe('an upload in chunks', () => {
  it('arrives in order, bears repeats, is started once, and ends with its counts', async () => {
    const file = 'id,email\n1,a@example.com\n2,broken\n'
    const id = await makeImport()
    expect((await putChunk(id, 0, file.slice(0, 14))).body).toEqual({ bytesTotal: 14 })
    expect((await putChunk(id, 0, file.slice(0, 14))).body).toEqual({ bytesTotal: 14 })
    expect(await putChunk(id, 20, file.slice(20))).toMatchObject({
      status: 409,
      body: { code: 'chunk_misplaced', detail: 'The next chunk belongs at byte 14.' },
    })
    expect(await putChunk(id, 0, 'other bytes...')).toMatchObject({ status: 409, body: { code: 'chunk_misplaced' } })
    expect(await post(`/${id}/start`, { bytesTotal: file.length })).toMatchObject({
      status: 409,
      body: { code: 'import_incomplete', detail: '14 bytes are there.' },
    })
    expect((await putChunk(id, 14, file.slice(14))).body).toEqual({ bytesTotal: file.length })
    const started = await post(`/${id}/start`, { bytesTotal: file.length })
    expect(started).toMatchObject({
      status: 202,
      body: {
        status: 'queued',
        encoding: 'utf-8',
        delimiter: ',',
        columns: [
          { header: 'id', target: 'externalId' },
          { header: 'email', target: 'email' },
        ],
      },
    })
    expect(await post(`/${id}/start`)).toMatchObject({ status: 202, body: { status: 'queued' } })
    expect(await putChunk(id, file.length, 'more')).toMatchObject({ status: 409, body: { code: 'import_closed' } })
    expect(
      await api.pool`SELECT FROM outbox WHERE kind = 'start_import' AND payload->>'importId' = ${parseId('import', id) ?? ''}`,
    ).toHaveLength(1)
    await work(id)
    expect(await read(id)).toMatchObject({
      status: 200,
      body: { status: 'done', isFinished: true, rows: { created: 1, updated: 0, unchanged: 0, rejected: 1 } },
    })
  })

  it('of a header that is not clear can be started again with a mapping', async () => {
    const id = await makeImport()
    await putChunk(id, 0, 'id,mobile,tel\n1,+4930901820,\n')
    const refused = await post(`/${id}/start`)
    expect(refused).toMatchObject({ status: 422, body: { code: 'import_header_refused', errors: [{ path: 'mobile' }, { path: 'tel' }] } })
    const started = await post(`/${id}/start`, { options: { mapping: { mobile: 'phone', tel: 'ignore' } } })
    expect(started).toMatchObject({ status: 202, body: { columns: [{ target: 'externalId' }, { target: 'phone' }, { target: null }] } })
  })

  it('refuses chunks that are too large, compressed, of another type, or for nobody', async () => {
    const id = await makeImport()
    expect((await putChunk(id, 0, new Uint8Array(4 * 1024 * 1024 + 1))).status).toBe(413)
    expect(
      (
        await api.call('PUT', `/api/v1/imports/${id}/chunks/0`, {
          body: 'x',
          headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
        })
      ).status,
    ).toBe(415)
    expect((await api.call('PUT', `/api/v1/imports/${id}/chunks/0`, { body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    )
    expect((await putChunk(id, '-1', 'x')).status).toBe(404)
    expect(
      (
        await putChunk(
          id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
          0,
          'x',
        )
      ).status,
    ).toBe(404)
    expect((await putChunk('imp_nonsense', 0, 'x')).status).toBe(404)
  })

  it.each([
    [{ encoding: 'klingon' }, 'options.encoding'],
    [{ delimiter: '#' }, 'options.delimiter'],
    [{ currency: 'XXQ' }, 'options.currency'],
    [{ timeZone: 'Mars/Olympus' }, 'options.timeZone'],
    [{ dryRun: true }, 'options.dryRun'],
  ])('refuses the options %j', async (options, path) => {
    expect(await post('', { kind: 'customers', fileName: 'x.csv', options })).toMatchObject({ status: 422, body: { errors: [{ path }] } })
  })
})

describe('a file in one request', () => {
  it('is taken, started, and rejected rows are there to read and to download', async () => {
    const csv = 'id,email\n1,a@example.com\n2,"broken, and more"\n3,\n4,x\n'
    const { status, body } = await importCsv('kind=customers&fileName=people.csv', csv)
    expect({ status, body }).toMatchObject({ status: 202, body: { status: 'queued', fileName: 'people.csv' } })
    await work(body.id)
    const first = await api.call<{ data: unknown[]; nextCursor: string }>('GET', `/api/v1/imports/${body.id}/rejections?limit=1`)
    expect(first.body.data).toEqual([
      {
        line: 3,
        code: 'invalid_value',
        reason: 'Column "email": Not an email address',
        column: 'email',
        value: 'b•••••, a•• m•••',
        raw: '2,"broken, and more"',
      },
    ])
    const second = await api.call<{ data: unknown[]; nextCursor: null }>(
      'GET',
      `/api/v1/imports/${body.id}/rejections?limit=1&cursor=${first.body.nextCursor}`,
    )
    expect(second.body).toMatchObject({ data: [{ line: 5 }], nextCursor: null })
    const file = await api.call<string>('GET', `/api/v1/imports/${body.id}/rejections.csv`)
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.body).toBe(
      'line,code,reason,row\n3,invalid_value,"Column ""email"": Not an email address","2,""broken, and more"""\n5,invalid_value,"Column ""email"": Not an email address","4,x"\n',
    )
  })

  it('takes its options in the query, and says what is wrong with them', async () => {
    const options = encodeURIComponent(JSON.stringify({ isDryRun: true, delimiter: 'tab' }))
    expect(await importCsv(`kind=customers&options=${options}`, 'id\temail\n')).toMatchObject({
      status: 202,
      body: { isDryRun: true, delimiter: '\t' },
    })
    expect(await importCsv('kind=customers&options=%7B', '')).toMatchObject({ status: 422, body: { errors: [{ path: 'query.options' }] } })
    expect(await importCsv('kind=customers&options=%7B%22speed%22%3A1%7D', '')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'query.options.speed' }] },
    })
    expect(await importCsv('', 'id\n')).toMatchObject({ status: 422, body: { errors: [{ path: 'query.kind' }] } })
  })

  it('that cannot be started leaves no bytes behind', async () => {
    const before = await api.pool`SELECT count(*)::int AS chunks FROM import_chunks`
    expect(await importCsv('kind=orders', 'a,b\n1,2\n')).toMatchObject({ status: 422, body: { code: 'import_header_refused' } })
    expect(await importCsv('kind=orders', '')).toMatchObject({ status: 422, body: { code: 'import_header_refused' } })
    expect([...(await api.pool`SELECT count(*)::int AS chunks FROM import_chunks`)]).toEqual([...before])
  })
})

describe('an export of another program', () => {
  const header = 'Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Device ID'
  const line = '#1,ann@example.com,paid,2026-01-05 10:00:00 +0100,EUR,10.00,1,Cap,10.00,7'

  it('is recognised, its columns are explained, and a dry run says what would happen', async () => {
    const options = encodeURIComponent(JSON.stringify({ isDryRun: true }))
    const { body } = await importCsv(`kind=orders&options=${options}`, `${header}\n${line}\n`)
    expect(body).toMatchObject({ source: 'shopify_orders', isDryRun: true })
    expect(body.columns.find((column) => column.header === 'Lineitem price')).toEqual({ header: 'Lineitem price', target: 'price' })
    expect(body.columns.find((column) => column.header === 'Device ID')).toEqual({ header: 'Device ID', target: null })
    await work(body.id)
    const done = await read(body.id)
    expect(done.body).toMatchObject({
      rows: { created: 1, rejected: 0 },
      report: {
        rejections: [],
        orders: {
          byStatus: { paid: 1 },
          byCurrency: { EUR: { orders: 1, totalMinor: 1000 } },
          firstPlacedAt: '2026-01-05T09:00:00.000Z',
          customersMade: 1,
        },
      },
    })
    const samples = await api.call<{ data: { line: number; before: unknown; after: unknown }[] }>(
      'GET',
      `/api/v1/imports/${body.id}/samples`,
    )
    expect(samples.body.data).toMatchObject([
      {
        line: 2,
        status: 'created',
        before: null,
        after: { externalId: '#1', customerExternalId: 'email:ann@example.com', status: 'paid' },
      },
    ])
    expect(await api.pool`SELECT FROM orders`).toHaveLength(0)
  })

  it('is refused where it is of the other kind, unless the sender says that it is not what it looks like', async () => {
    const refused = await importCsv('kind=customers', `${header}\n${line}\n`)
    expect(refused).toMatchObject({ status: 422, body: { code: 'import_header_refused' } })
    expect(refused.body.errors[0]?.message).toBe("Shopify's export of orders: import it as orders")
    const options = encodeURIComponent(JSON.stringify({ source: 'generic', mapping: { Name: 'externalId' }, isDryRun: true }))
    expect(await importCsv(`kind=customers&options=${options}`, `${header}\n${line}\n`)).toMatchObject({
      status: 202,
      body: { source: 'generic' },
    })
  })
})

describe('an import', () => {
  it('is listed newest first', async () => {
    const id = await makeImport()
    const { body } = await api.call<{ data: ImportBody[] }>('GET', '/api/v1/imports?limit=2')
    expect(body.data).toHaveLength(2)
    expect(body.data[0]?.id).toBe(id)
    expect((await api.call('GET', '/api/v1/imports?cursor=nonsense')).status).toBe(400)
  })

  it('that is cancelled imports nothing more, and one that has ended cannot be', async () => {
    const { body } = await importCsv('kind=customers', 'id\nnobody-new\n')
    expect(await post(`/${body.id}/cancel`)).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    expect(await post(`/${body.id}/cancel`)).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    await work(body.id)
    expect(await read(body.id)).toMatchObject({ body: { status: 'cancelled', rows: { created: 0 } } })
    expect(await api.pool`SELECT FROM customers WHERE external_id = 'nobody-new'`).toHaveLength(0)
    const done = await importCsv('kind=customers', 'id\n9\n')
    await work(done.body.id)
    expect(await post(`/${done.body.id}/cancel`)).toMatchObject({ status: 409, body: { code: 'import_ended' } })
  })

  it('streams its progress to the end', async () => {
    const { body } = await importCsv('kind=customers', 'id\n10\n11\n')
    const response = await fetch(`${api.url}/api/v1/imports/${body.id}/stream`, { headers: { authorization: `Bearer ${api.key}` } })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    await work(body.id)
    const events = (await response.text()).split('\n').filter((line) => line.startsWith('event:'))
    expect(events.at(-1)).toBe('event:end')
    expect(events).toContain('event:progress')
  })

  it('needs its scope', async () => {
    const { body } = await api.call<{ key: string }>('POST', '/api/v1/api-keys', { body: { name: 'reader', scopes: ['imports:read'] } })
    expect((await api.call('GET', '/api/v1/imports', { key: body.key })).status).toBe(200)
    expect((await api.call('POST', '/api/v1/imports', { key: body.key, body: { kind: 'customers', fileName: 'x' } })).status).toBe(403)
  })

  it('leaves nothing of its rows in the log', () => {
    expect(api.logLines.join('')).not.toMatch(/a@example\.com|broken/)
  })
})
