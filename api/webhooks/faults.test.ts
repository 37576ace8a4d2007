/** What a provider hears while the database has trouble: never a 2xx for something that was not kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../cli/start/ports.ts'
import { connect } from '../../db/client.ts'
import {
  addDelivery,
  emailEvent,
  post,
  signResend,
  signVonage,
  startSide,
  type StartedSide,
} from '../../tests/customer-side/started-side.ts'

let side: StartedSide
let away: StartedSide
beforeAll(async () => {
  side = await startSide()
  // Nobody listens there.
  away = await startSide({ pool: connect(`postgres://nobody:x@127.0.0.1:${await findFreePort()}/x`, { max: 1 }) })
})
afterAll(async () => {
  await away.close()
  await side.close()
})

describe('while the database is away', () => {
  it('webhooks are answered with 503, so that the provider comes again', async () => {
    const delivery = await addDelivery(side.pool)
    const vonage = signVonage('inbound', { message_uuid: 'm', from: '4915112345678', to: '491771234567', text: 'STOP' })
    for (const request of [signResend(emailEvent('email.delivered', delivery)), vonage]) {
      const response = await post(away.url, request)
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ code: 'database_unavailable' })
    }
  })

  it('nothing is burnt: the same webhook is taken once the database is back', async () => {
    const request = signVonage('inbound', { message_uuid: 'm-back', from: '4915112345678', to: '491771234567', text: 'HELP' })
    expect((await post(away.url, request)).status).toBe(503)
    expect((await post(side.url, request)).status).toBe(200)
  })
})

describe('a flood of webhooks about the same deliveries', () => {
  it('is taken whole, and each delivery ends where its receipts say', async () => {
    const deliveries = await Promise.all(Array.from({ length: 40 }, () => addDelivery(side.pool)))
    const requests = deliveries.flatMap((delivery) =>
      ['email.sent', 'email.delivered', 'email.complained', 'email.delivery_delayed'].map((type) => signResend(emailEvent(type, delivery))),
    )
    const answers = await Promise.all(requests.toSorted(() => Math.random() - 0.5).map((request) => post(side.url, request)))
    expect(new Set(answers.map((response) => response.status))).toEqual(new Set([200]))
    expect(
      await side.pool`SELECT status, count(*)::int AS n FROM deliveries WHERE send_id = ANY (${deliveries.map((one) => one.sendId)}::uuid[]) GROUP BY status`,
    ).toEqual([{ status: 'delivered', n: 40 }])
    expect(
      await side.pool`SELECT count(*)::int AS n FROM delivery_events WHERE send_id = ANY (${deliveries.map((one) => one.sendId)}::uuid[])`,
    ).toEqual([{ n: 120 }])
  })
})
