import { MockActivityEnvironment } from '@temporalio/testing'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSendSmsReply } from '../../activities/send-sms-reply.ts'
import { queueSmsReply } from '../../db/queries/sms-replies.ts'
import { type SendPathHarness, startSendPath } from './send-path-harness.ts'

let path: SendPathHarness
beforeAll(async () => {
  path = await startSendPath()
})
afterAll(() => path.close())
beforeEach(() => path.sandbox.reset())

async function queueReply(): Promise<string> {
  const messageId = newUuid()
  await path.pool`INSERT INTO inbound_sms (message_id, keyword, received_at) VALUES (${messageId}, 'stop', now())`
  await queueSmsReply(path.pool, {
    inboundMessageId: messageId,
    keyword: 'stop',
    recipient: '+4915112345678',
    sender: 'Regulars',
    body: 'You are out.',
  })
  const [row] = await path.pool<[{ id: string }]>`SELECT id FROM sms_replies WHERE inbound_message_id = ${messageId}`
  return row.id
}

const send = (replyId: string) => new MockActivityEnvironment().run(createSendSmsReply(path.dependencies), { replyId })
const readStatus = async (replyId: string) => {
  const [row] = await path.pool<
    [{ status: string; recipient: string | null }]
  >`SELECT status, recipient FROM sms_replies WHERE id = ${replyId}`
  return row
}

describe('the answer to an SMS keyword', () => {
  it('leaves once, and its number is forgotten', async () => {
    const replyId = await queueReply()
    await send(replyId)
    await send(replyId)
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 1 })
    expect(await readStatus(replyId)).toEqual({ status: 'accepted', recipient: null })
  })

  it('is looked up after a crash, and not sent again', async () => {
    const replyId = await queueReply()
    path.sandbox.setFaults([{ provider: 'vonage', kind: 'reset_after_acceptance', count: 1 }])
    await expect(send(replyId)).rejects.toMatchObject({ type: 'outcome_in_doubt' })
    await send(replyId)
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 1 })
    expect(await readStatus(replyId)).toMatchObject({ status: 'accepted' })
  })

  it('is tried again where the provider has certainly not taken it', async () => {
    const replyId = await queueReply()
    path.sandbox.setFaults([{ provider: 'vonage', kind: 'rate_limited', count: 1, params: { retryAfterSeconds: 1 } }])
    await expect(send(replyId)).rejects.toMatchObject({ type: 'rate_limited' })
    await send(replyId)
    expect(await path.sandbox.summarise()).toMatchObject({ accepted: 1 })
  })
})
