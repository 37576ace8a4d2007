/** Everything without an API key, over real HTTP on a database of its own, with signers that know the providers' secrets. */
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as requestHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CustomerSide, type CustomerSideOptions, createCustomerSide } from '../../api/customer-side.ts'
import { connect, type Pool } from '../../db/client.ts'
import { type DeliveryKey, formatDeliveryRef } from '../../domain/ids.ts'
import type { ChannelName } from '../../domain/channels.ts'
import { createDeliveryTokenSigner } from '../../messages/delivery-token.ts'
import { pino } from 'pino'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { createTestDatabase } from '../support/database.ts'

const resendSecret = `whsec_${Buffer.from('a webhook secret for tests alone').toString('base64')}`
export const vonageSecret = 'a signature secret for tests alone'
const applicationId = '7d3ba0a1-5c7b-4d35-8a1e-0c3c0f7f5a11'
export const secret = 'a secret for tests that is long enough'
export const vapidPublicKey = 'BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U'

export interface StartedSide {
  api: TestApi
  pool: Pool
  side: CustomerSide
  url: string
  /** A link's token. */
  token(channel: ChannelName, delivery: DeliveryKey): string
  close(): Promise<void>
}

export async function startSide(overrides: Partial<CustomerSideOptions> = {}): Promise<StartedSide> {
  const database = await createTestDatabase()
  const pool = connect(database.url, { max: 6 })
  const sign = createDeliveryTokenSigner(secret)
  const side = createCustomerSide({
    pool,
    logger: pino({ level: 'silent' }),
    clock: () => new Date(),
    publicUrl: 'http://127.0.0.1:3000',
    secret,
    resend: { webhookSecret: resendSecret },
    vonage: { applicationId, signatureSecret: vonageSecret },
    push: { publicKey: vapidPublicKey },
    ...overrides,
  })
  const api = await startTestApi({ pool, publicRouters: side.routers })
  return {
    api,
    pool,
    side,
    url: api.url,
    token: (channel, delivery) => sign({ channel, ref: formatDeliveryRef(delivery) }),
    async close() {
      await side.close()
      await api.close()
      await database.drop()
    },
  }
}

export interface Door {
  url: string
  close(): void
}

/** An address that is known before what is behind it is started. */
export async function openDoor(readUrl: () => string): Promise<Door> {
  const server = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(readUrl())
    const { method, url: path, headers } = incoming
    const forwarded = requestHttp({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(forwarded)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

export interface SignedRequest {
  path: string
  body: string
  headers: Record<string, string>
}

export function post(url: string, { path, body, headers }: SignedRequest): Promise<Response> {
  return fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
}

export function signResend(
  event: object | string,
  { id = `msg_${randomUUID()}`, at = new Date(), secret: key = resendSecret } = {},
): SignedRequest {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')
  return { path: '/webhooks/resend', body, headers: { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` } }
}

export function emailEvent(
  type: string,
  delivery: DeliveryKey | undefined,
  { data = {}, at = new Date() }: { data?: object; at?: Date } = {},
): object {
  return {
    type,
    created_at: at.toISOString(),
    data: {
      email_id: 'e-1',
      to: ['someone@shop.example'],
      ...(delivery && { tags: { regulars_ref: formatDeliveryRef(delivery) } }),
      ...data,
    },
  }
}

export interface TokenChange {
  header?: object
  claims?: object
  secret?: string
}

export function signVonage(
  path: 'status' | 'inbound',
  payload: object | string,
  { header = {}, claims = {}, secret: key = vonageSecret }: TokenChange = {},
): SignedRequest {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const all = {
    iat: Math.floor(Date.now() / 1_000),
    jti: randomUUID(),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(body).digest('hex'),
    api_key: 'abcd1234',
    application_id: applicationId,
    ...claims,
  }
  const content = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(all)}`
  const token = `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`
  return { path: `/webhooks/vonage/${path}`, body, headers: { authorization: `Bearer ${token}` } }
}

export interface AddedCustomer {
  email?: string
  phone?: string
  consent?: 'never' | 'subscribed' | 'unsubscribed'
}

let customers = 0

/** Subscribed on every channel, unless said otherwise. Gives the UUID. */
export async function addCustomer(pool: Pool, { email, phone, consent = 'subscribed' }: AddedCustomer = {}): Promise<string> {
  customers += 1
  const [row] = await pool<[{ id: string }]>`
    INSERT INTO customers (external_id, email, phone) VALUES (${`c-${customers}`}, ${email ?? `c-${customers}@shop.example`}, ${phone ?? null}) RETURNING id`
  await pool`UPDATE contact_states SET email_consent = ${consent}, sms_consent = ${consent}, push_consent = ${consent} WHERE customer_id = ${row.id}`
  return row.id
}

export interface AddedDelivery {
  channel?: ChannelName
  customerId?: string
  status?: string
  address?: string | null
  acceptedAt?: Date
  mergeFields?: object
  sendId?: string
}

export async function addDelivery(
  pool: Pool,
  {
    channel = 'email',
    customerId,
    status = 'accepted',
    address,
    acceptedAt = new Date(Date.now() - 3_600_000),
    mergeFields,
    sendId = randomUUID(),
  }: AddedDelivery = {},
): Promise<DeliveryKey> {
  const owner = customerId ?? (await addCustomer(pool))
  const [customer] = await pool<{ email: string; phone: string | null }[]>`SELECT email, phone FROM customers WHERE id = ${owner}`
  const to =
    address === undefined
      ? channel === 'sms'
        ? (customer?.phone ?? '+4915112345678')
        : (customer?.email ?? 'tester@shop.example')
      : address
  await pool`
    INSERT INTO deliveries (send_id, customer_id, channel, page, status, address, claimed_at, accepted_at, settled_at, merge_fields)
    VALUES (${sendId}, ${owner}, ${channel}, 0, ${status}, ${to}, ${acceptedAt}, ${acceptedAt}, ${acceptedAt}, ${mergeFields === undefined ? null : pool.json(mergeFields as never)})`
  return { sendId, customerId: owner }
}

export async function readConsents(pool: Pool, customerId: string): Promise<Record<ChannelName, string>> {
  const [row] = await pool<Record<ChannelName, string>[]>`
    SELECT email_consent AS email, sms_consent AS sms, push_consent AS push FROM contact_states WHERE customer_id = ${customerId}`
  if (row === undefined) throw new Error('There is no such customer')
  return row
}
