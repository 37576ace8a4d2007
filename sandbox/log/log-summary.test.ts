import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatDeliveryRef } from '../../domain/ids.ts'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { campaignOfReference, campaignOfTags } from './campaign.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ behaviour: { receipts: 'off' } })
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.reset())

async function send(to: string, tags: Record<string, string> = {}, text = 'Hello'): Promise<void> {
  const body = JSON.stringify({
    from: 'news@shop.test',
    to,
    subject: 'Hello',
    text,
    tags: Object.entries(tags).map(([name, value]) => ({ name, value })),
  })
  const response = await fetch(`${sandbox.resendBaseUrl}/emails`, { method: 'POST', headers: { authorization: 'Bearer re_any' }, body })
  expect(response.status).toBe(200)
}

const control = async (path: string) => (await fetch(`${sandbox.url}/_sandbox${path}`)).json() as Promise<Record<string, unknown>>

describe('the summary', () => {
  it('counts a recipient who got the same campaign twice as a duplicate, whatever the case of the address', async () => {
    await send('mina@post.test', { campaign: 'spring' })
    await send('jonas@post.test', { campaign: 'spring' })
    expect(await control('/log/summary')).toMatchObject({ accepted: 2, duplicates: 0 })
    await send('Mina@post.test', { campaign: 'spring' }, 'Hello again')
    expect(await control('/log/summary')).toMatchObject({
      requests: 3,
      accepted: 3,
      distinctRecipients: 2,
      duplicates: 1,
      duplicateSamples: [{ to: 'Mina@post.test', campaign: 'spring' }],
    })
  })

  it('does not mind another campaign, nor messages that name none and differ', async () => {
    await send('mina@post.test', { campaign: 'spring' })
    await send('mina@post.test', { campaign: 'summer' })
    await send('mina@post.test', {}, 'one')
    await send('mina@post.test', {}, 'two')
    expect(await control('/log/summary')).toMatchObject({ accepted: 4, distinctRecipients: 1, duplicates: 0 })
    await send('mina@post.test', {}, 'two')
    expect(await control('/log/summary')).toMatchObject({ duplicates: 1 })
  })

  it('can be asked for one campaign or one provider, and starts over with the log', async () => {
    await send('mina@post.test', { campaign: 'spring' })
    await send('jonas@post.test', { campaign: 'summer' })
    expect(await control('/log/summary?campaign=spring')).toMatchObject({ accepted: 1 })
    expect(await control('/log/summary?provider=vonage')).toMatchObject({ accepted: 0 })
    await fetch(`${sandbox.url}/_sandbox/log`, { method: 'DELETE' })
    expect(await control('/log/summary')).toMatchObject({ requests: 0, accepted: 0, firstAcceptedAt: null })
  })

  it('counts refused requests as requests alone', async () => {
    await fetch(`${sandbox.resendBaseUrl}/emails`, { method: 'POST', body: '{}' })
    expect(await control('/log/summary')).toMatchObject({ requests: 1, accepted: 0, byProvider: { resend: { requests: 1, accepted: 0 } } })
  })
})

describe('the log over HTTP', () => {
  it('is read in pages, by provider, campaign and starting point', async () => {
    for (const name of ['a', 'b', 'c']) await send(`${name}@post.test`, { campaign: name === 'c' ? 'summer' : 'spring' })
    const first = await control('/log?limit=2')
    expect(first).toMatchObject({
      data: [
        { seq: 1, to: 'a@post.test' },
        { seq: 2, to: 'b@post.test' },
      ],
      nextCursor: 2,
    })
    expect(await control('/log?since=2')).toMatchObject({ data: [{ to: 'c@post.test' }], nextCursor: null })
    expect(await control('/log?campaign=summer')).toMatchObject({ data: [{ to: 'c@post.test' }] })
    expect(await control('/log?provider=push')).toMatchObject({ data: [] })
    expect(await control(`/log?since=${new Date(Date.now() + 60_000).toISOString()}`)).toMatchObject({ data: [] })
    expect((await fetch(`${sandbox.url}/_sandbox/log?limit=0`)).status).toBe(422)
  })
})

describe('the campaign of a message', () => {
  const sendId = '01928c3e-7b1a-7c3d-9e4f-0123456789ab'

  it("is the send of Regulars' own references, in a tag or a client_ref", () => {
    const ref = formatDeliveryRef({ sendId, customerId: '01928c3e-7b1a-7c3d-9e4f-ba9876543210' })
    expect(campaignOfReference(ref)).toBe(sendId)
    expect(campaignOfTags({ regulars_ref: ref })).toBe(sendId)
  })

  it('is the prefix of other references, or all of one without', () => {
    expect(campaignOfReference('send_7:cus_1')).toBe('send_7')
    expect(campaignOfReference('spring/2026/cus_1')).toBe('spring/2026')
    expect(campaignOfReference('just-this')).toBe('just-this')
  })

  it('is what the tags call it before any reference', () => {
    expect(campaignOfTags({ broadcast: 'b1', regulars_ref: 'x:y' })).toBe('b1')
    expect(campaignOfTags({ colour: 'blue' })).toBeUndefined()
  })
})
