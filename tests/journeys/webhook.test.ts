import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createJourneyWebhook, webhookKey } from '../../activities/journey-webhook.ts'
import { createStoreWebhook } from '../../channels/store-webhook.ts'
import { connect, type Pool } from '../../db/client.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { makeDefinition } from './definition-fixture.ts'

let database: TestDatabase
let pool: Pool
let server: Server
let url: string
let customerId: string
let status = 200
const taken: { headers: IncomingHttpHeaders; body: string }[] = []
const secret = 'a secret of at least thirty-two characters'

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
  ;[customerId = ''] = await addCustomers(pool, 'email', [{ phone: '+4915112345678' }])
  server = createServer((request, response) => {
    void text(request).then((body) => {
      taken.push({ headers: request.headers, body })
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('a body that drips')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await pool.end({ timeout: 1 })
  await database.drop()
})
beforeEach(() => {
  status = 200
  taken.length = 0
})

async function call(address = url, allowLoopback = true) {
  const id = '01890a5d-ac96-774b-bcce-b302099a8057'
  const webhook = createJourneyWebhook({
    pool,
    secret,
    postToStore: createStoreWebhook({ allowLoopback }),
    now: () => new Date('2026-03-10T12:00:00Z'),
  })
  const journey = { id, autopilotId: id, customerId, versionId: id, run: 1, page: 1, definition: makeDefinition([]) }
  return webhook({ journey, step: 'tell', visit: 2, url: address })
}

describe('a journey’s webhook', () => {
  it('says which step of whose journey it is, signed as Standard Webhooks are, and names nobody otherwise', async () => {
    expect(await call()).toBe('taken')
    const [{ headers, body } = { headers: {}, body: '' }] = taken
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', webhookKey(secret)).update(signed).digest('base64')}`)
    expect(headers['webhook-id']).toMatch(/^jrn_.*\.tell\.2$/)
    expect(JSON.parse(body)).toMatchObject({ type: 'journey.step', step: 'tell', customer: { externalId: customerId } })
    expect(body).not.toMatch(/@|\+49/)
  })

  it('has the same id and body each time that it is tried', async () => {
    status = 503
    await expect(call()).rejects.toMatchObject({ type: 'status_503', nonRetryable: false })
    status = 200
    await call()
    expect(taken[0]?.body).toBe(taken[1]?.body)
    expect(taken[0]?.headers['webhook-id']).toBe(taken[1]?.headers['webhook-id'])
  })

  it.each([
    [400, 'refused'],
    [410, 'refused'],
  ])('is refused for good with %i', async (answered, outcome) => {
    status = answered
    expect(await call()).toBe(outcome)
  })

  it.each([408, 425, 429, 302, 500])('is tried again after %i', async (answered) => {
    status = answered
    await expect(call()).rejects.toMatchObject({ type: `status_${answered}` })
  })

  it('calls no address that is not public, and waits for one that is away', async () => {
    expect(await call(url, false)).toBe('refused')
    expect(await call('http://169.254.169.254/latest/meta-data')).toBe('refused')
    expect(await call('ftp://store.example/hook')).toBe('refused')
    await expect(call('http://127.0.0.1:1/hook')).rejects.toMatchObject({ type: 'no_answer' })
    expect(taken).toEqual([])
  })
})
