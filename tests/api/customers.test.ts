import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowResult } from '../../api/http/bulk.ts'
import { normaliseTimeZone } from '../../domain/time-zones.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface Customer {
  id: string
  externalId: string
  email: string | null
  phone: string | null
  timeZone: string | null
  attributes: Record<string, unknown>
  consents: Record<string, string>
}

interface Bulk {
  results: RowResult[]
  created: number
  updated: number
  rejected: number
}

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

describe('one customer', () => {
  it('is created, normalised, and found by id and by external id', async () => {
    const created = await api.call<Customer>('POST', '/api/v1/customers', {
      body: {
        externalId: 'a/1 ä',
        email: ' Ada@Example.COM ',
        phone: '030 901820',
        timeZone: 'europe/berlin',
        country: 'de',
        attributes: { size: 38 },
      },
    })
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      externalId: 'a/1 ä',
      email: 'ada@example.com',
      phone: '+4930901820',
      timeZone: 'Europe/Berlin',
      attributes: { size: 38 },
    })
    const byId = await api.call<Customer>('GET', `/api/v1/customers/${created.body.id}`)
    const byExternalId = await api.call<Customer>('GET', `/api/v1/customers/ext:${encodeURIComponent('a/1 ä')}`)
    expect(byId.body).toEqual(created.body)
    expect(byExternalId.body).toEqual(created.body)
  })

  it('keeps what an update leaves out, clears what it says is null, and merges attributes', async () => {
    await api.call('POST', '/api/v1/customers', {
      body: { externalId: 'b', email: 'b@example.com', firstName: 'Bea', attributes: { a: 1, b: 2 } },
    })
    const updated = await api.call('PUT', '/api/v1/customers/ext:b', {
      body: { firstName: null, city: ' Bonn ', attributes: { a: null, c: [3] } },
    })
    expect(updated.status).toBe(200)
    expect(updated.body).toMatchObject({ email: 'b@example.com', firstName: null, city: 'Bonn', attributes: { b: 2, c: [3] } })
  })

  it('is refused with the path of everything that is wrong, and nothing is written', async () => {
    const refused = await api.call<{ errors: { path: string }[] }>('POST', '/api/v1/customers', {
      body: {
        externalId: 'c',
        email: 'not an address',
        phone: '12',
        birthday: '1990-02-30',
        timeZone: 'Mars/Base',
        country: 'ZZ',
        language: '!',
        consents: { email: { status: 'subscribed', occurredAt: '2150-01-01T00:00:00Z' } },
      },
    })
    expect(refused.status).toBe(422)
    expect(refused.body.errors.map((error) => error.path).sort()).toEqual([
      'birthday',
      'consents.email.occurredAt',
      'country',
      'email',
      'language',
      'phone',
      'timeZone',
    ])
    expect((await api.call('GET', '/api/v1/customers/ext:c')).status).toBe(404)
  })

  it('does not exist under the id of another kind, or one that is not an id', async () => {
    for (const id of ['ord_01h455vb4pex5vsknk084sn02q', 'cus_x', 'ext:', 'ext:nobody', '1', '%00', 'ext:%00']) {
      expect((await api.call('GET', `/api/v1/customers/${id}`)).status, id).toBe(404)
    }
  })

  it('is not created by an update under our id', async () => {
    expect((await api.call('PUT', '/api/v1/customers/cus_01h455vb4pex5vsknk084sn02q', { body: {} })).status).toBe(404)
  })
})

it('every time zone that is accepted is one that PostgreSQL knows', async () => {
  const zones = [...new Set(Intl.supportedValuesOf('timeZone').map(normaliseTimeZone))].filter((zone) => zone !== undefined)
  expect(zones.length).toBeGreaterThan(400)
  expect(await api.pool`SELECT zone FROM unnest(${zones}::text[]) AS zone WHERE zone NOT IN (SELECT name FROM pg_timezone_names)`).toEqual(
    [],
  )
})

describe('many customers', () => {
  it('are written row by row: a wrong row says why and sinks no other', async () => {
    const { status, body } = await api.call<Bulk>('POST', '/api/v1/customers/bulk', {
      body: {
        customers: [
          { externalId: 'm1', email: 'm1@example.com' },
          { externalId: 'm2', email: 'nope' },
          { externalId: 'm3', shoe: 1 },
          7,
          { externalId: 'm4' },
        ],
      },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ created: 2, updated: 0, rejected: 3 })
    expect(body.results.map(({ index, externalId, status, errors }) => [index, externalId, status, errors?.[0]?.path])).toEqual([
      [0, 'm1', 'created', undefined],
      [1, 'm2', 'rejected', 'email'],
      [2, 'm3', 'rejected', 'shoe'],
      [3, null, 'rejected', ''],
      [4, 'm4', 'created', undefined],
    ])
  })

  it('say what became of them when they come again', async () => {
    const customers = [{ externalId: 'n1', city: 'Ulm' }, { externalId: 'n2' }]
    await api.call('POST', '/api/v1/customers/bulk', { body: { customers } })
    const { body } = await api.call<Bulk>('POST', '/api/v1/customers/bulk', {
      body: { customers: [{ externalId: 'n1', city: 'Köln' }, { externalId: 'n2' }, { externalId: 'n3' }] },
    })
    expect(body.results.map((result) => result.status)).toEqual(['updated', 'unchanged', 'created'])
  })

  it('under one external id are one customer: the later row wins over the earlier, and the earlier says so', async () => {
    const { body } = await api.call<Bulk>('POST', '/api/v1/customers/bulk', {
      body: {
        customers: [
          { externalId: 'd', city: 'Ulm', region: 'BW' },
          { externalId: 'x', email: 'bad' },
          { externalId: 'd', city: 'Köln' },
        ],
      },
    })
    expect(body.results[0]).toMatchObject({ status: 'created', supersededBy: 2, id: body.results[2]?.id })
    expect(body.created).toBe(1)
    expect((await api.call('GET', '/api/v1/customers/ext:d')).body).toMatchObject({ city: 'Köln', region: 'BW' })
  })

  it('written by overlapping requests at the same moment are each there once', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `o${index}`)
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, request) => {
        const customers = ids.map((externalId) => ({ externalId, city: `City ${request}` }))
        return api.call<Bulk>('POST', '/api/v1/customers/bulk', {
          body: { customers: request % 2 === 0 ? customers : customers.reverse() },
        })
      }),
    )
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 6 }, () => 200))
    expect(answers.reduce((sum, answer) => sum + answer.body.created, 0)).toBe(300)
  })

  it('are between one and five thousand', async () => {
    expect((await api.call('POST', '/api/v1/customers/bulk', { body: { customers: [] } })).status).toBe(422)
    const tooMany = await api.call<{ errors: unknown }>('POST', '/api/v1/customers/bulk', {
      body: { customers: Array.from({ length: 5001 }, () => ({})) },
    })
    expect(tooMany.status).toBe(422)
    expect(tooMany.body.errors).toMatchObject([{ path: 'customers' }])
  })
})

it('changes of one customer at the same moment are all kept', async () => {
  await api.call('POST', '/api/v1/customers', { body: { externalId: 'busy' } })
  const keys = Array.from({ length: 12 }, (_, index) => `key${index}`)
  await Promise.all(keys.map((key) => api.call('PUT', '/api/v1/customers/ext:busy', { body: { attributes: { [key]: 1 } } })))
  const { body } = await api.call<Customer>('GET', '/api/v1/customers/ext:busy')
  expect(Object.keys(body.attributes).toSorted()).toEqual(keys.toSorted())
})

describe('the list of customers', () => {
  it('takes no cursor but its own', async () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const own = encode(['01890a5d-ac96-774b-bcce-b302099a8057'])
    for (const cursor of [
      '',
      'x',
      'null',
      encode(null),
      encode({}),
      encode([1]),
      encode(["' OR 1=1"]),
      encode(['01890a5d-ac96-774b-bcce-b302099a8057', 1]),
      `${own}=`,
      own.slice(0, -1),
    ]) {
      const { status, body } = await api.call<{ code: string }>('GET', `/api/v1/customers?cursor=${cursor}`)
      expect([status, body.code], cursor).toEqual([400, 'invalid_cursor'])
    }
    expect((await api.call('GET', `/api/v1/customers?cursor=${own}`)).status).toBe(200)
  })

  it('is the same read page by page as in one go, newest first', async () => {
    const customers = Array.from({ length: 7 }, (_, index) => ({ externalId: `p${index}`, city: 'Pagetown', firstName: 'Paging' }))
    await api.call('POST', '/api/v1/customers/bulk', { body: { customers } })
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await api.call<{ data: Customer[]; nextCursor: string | null }>('GET', `/api/v1/customers?q=paging&limit=3${cursor}`)
      seen.push(...body.data.map((customer) => customer.externalId))
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (cursor !== '')
    expect(seen.toSorted()).toEqual(customers.map((customer) => customer.externalId))
  })

  it('gives those that are asked for by their ids at once, as far as they are there', async () => {
    const ids: string[] = []
    for (const externalId of ['i1', 'i2', 'i3'])
      ids.push((await api.call<Customer>('POST', '/api/v1/customers', { body: { externalId } })).body.id)
    const find = (of: string[]) => api.call<{ data: Customer[] }>('GET', `/api/v1/customers?ids=${of.join(',')}`)
    await api.call('DELETE', `/api/v1/customers/${ids[1]}`)
    expect((await find(ids)).body.data.map(({ externalId }) => externalId)).toEqual(['i3', 'i1'])
    expect((await find([...ids, 'ord_1'])).status).toBe(422)
    expect((await find(Array.from({ length: 101 }, () => ids[0] ?? ''))).status).toBe(422)
  })

  it('filters by address in any spelling, and takes % for a character like another', async () => {
    await api.call('POST', '/api/v1/customers', {
      body: { externalId: 'f1', email: 'find@example.com', phone: '+4930901821', lastName: '100%' },
    })
    const find = async (query: string) =>
      (await api.call<{ data: Customer[] }>('GET', `/api/v1/customers?${query}`)).body.data.map((customer) => customer.externalId)
    expect(await find('email=FIND@example.com')).toEqual(['f1'])
    expect(await find('phone=030+901821')).toEqual(['f1'])
    expect(await find('externalId=f1')).toEqual(['f1'])
    expect(await find('q=0%25')).toEqual(['f1'])
    expect(await find('q=f%25d')).toEqual([])
    expect(await find('segment=vip')).toEqual([])
  })
})

describe('erasing a customer', () => {
  it('takes everything that is theirs and leaves the ledger its counts', async () => {
    const { body: customer } = await api.call<Customer>('POST', '/api/v1/customers', {
      body: { externalId: 'gone', email: 'gone@example.com', consents: { email: { status: 'subscribed', source: 'checkout' } } },
    })
    expect(customer).toMatchObject({ consents: { email: 'subscribed', sms: 'never' } })
    const [row] = await api.pool<{ id: string }[]>`SELECT id FROM customers WHERE external_id = 'gone'`
    const sendId = '01890a5d-ac96-774b-bcce-b302099a8057'
    await api.pool`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, address, merge_fields, claimed_at)
      VALUES (${sendId}, ${row?.id ?? ''}, 'email', 0, 'delivered', 'gone@example.com', '{"first_name": "G"}', now())`
    expect((await api.call('DELETE', `/api/v1/customers/${customer.id}`)).status).toBe(204)
    expect((await api.call('DELETE', `/api/v1/customers/${customer.id}`)).status).toBe(404)
    expect(await api.pool`SELECT FROM consent_events WHERE customer_id = ${row?.id ?? ''}`).toHaveLength(0)
    expect(await api.pool`SELECT status, address, merge_fields FROM deliveries WHERE send_id = ${sendId}`).toEqual([
      { status: 'delivered', address: null, merge_fields: null },
    ])
  })
})
