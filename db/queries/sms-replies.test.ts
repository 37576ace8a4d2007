import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDeliveryRef } from '../../domain/ids.ts'
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts'
import { connect, type Pool } from '../client.ts'
import { claimSmsReply, queueSmsReply, settleSmsReply } from './sms-replies.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})

const [noon, later] = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-01T12:05:00Z')]

async function queue(): Promise<string> {
  const inboundMessageId = randomUUID()
  await pool`INSERT INTO inbound_sms (message_id, keyword, received_at) VALUES (${inboundMessageId}, 'stop', ${noon})`
  await queueSmsReply(pool, {
    inboundMessageId,
    keyword: 'stop',
    recipient: '+4915112345678',
    sender: '491771234567',
    body: 'You are out.',
  })
  const [row] = await pool<[{ id: string }]>`SELECT id FROM sms_replies WHERE inbound_message_id = ${inboundMessageId}`
  return row.id
}

describe('an answer to a keyword', () => {
  it('is told to the worker by its id alone', async () => {
    const replyId = await queue()
    expect(await pool`SELECT kind, payload FROM outbox WHERE payload ->> 'replyId' = ${replyId}`).toEqual([
      { kind: 'sms_reply', payload: { replyId } },
    ])
  })

  it('says when it is taken a second time, and is the same then', async () => {
    const replyId = await queue()
    const first = await claimSmsReply(pool, replyId, noon)
    expect(first).toEqual({
      ref: `reply-${replyId}`,
      from: '491771234567',
      to: '+4915112345678',
      text: 'You are out.',
      attemptedBeforeAt: null,
    })
    expect(await claimSmsReply(pool, replyId, later)).toEqual({ ...first, attemptedBeforeAt: noon })
    expect(await claimSmsReply(pool, replyId, later)).toEqual({ ...first, attemptedBeforeAt: noon })
  })

  it('has a reference that is no delivery’s', async () => {
    const claimed = await claimSmsReply(pool, await queue(), noon)
    expect(parseDeliveryRef(claimed?.ref ?? '')).toBeUndefined()
  })

  it('is taken no more once it is settled, and the number is forgotten', async () => {
    const replyId = await queue()
    await claimSmsReply(pool, replyId, noon)
    await settleSmsReply(pool, { replyId, status: 'accepted', messageId: 'm-1' }, noon)
    await settleSmsReply(pool, { replyId, status: 'failed', errorCode: 'x' }, later)
    expect(await claimSmsReply(pool, replyId, later)).toBeUndefined()
    expect(
      await pool`SELECT status, recipient, provider_message_id, error_code, settled_at FROM sms_replies WHERE id = ${replyId}`,
    ).toEqual([{ status: 'accepted', recipient: null, provider_message_id: 'm-1', error_code: null, settled_at: noon }])
  })

  it('is queued once for each message', async () => {
    const replyId = await queue()
    const [row] = await pool<
      [{ inboundMessageId: string }]
    >`SELECT inbound_message_id AS "inboundMessageId" FROM sms_replies WHERE id = ${replyId}`
    await expect(
      queueSmsReply(pool, { ...row, keyword: 'stop', recipient: '+4915112345678', sender: 'x', body: 'Again.' }),
    ).rejects.toMatchObject({ code: '23505' })
    expect(await claimSmsReply(pool, randomUUID(), noon)).toBeUndefined()
  })
})
