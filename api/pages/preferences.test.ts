import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChannelName } from '../../domain/channels.ts'
import { addCustomer, addDelivery, readConsents, startSide, type StartedSide } from '../../tests/customer-side/started-side.ts'

let side: StartedSide
beforeAll(async () => {
  side = await startSide()
})
afterAll(() => side.close())

async function newLink(channel: ChannelName = 'email', consent: 'subscribed' | 'never' = 'subscribed') {
  const phone = `+49151${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
  const customerId = await addCustomer(side.pool, { email: `${randomUUID()}@shop.example`, phone, consent })
  const delivery = await addDelivery(side.pool, { channel, customerId })
  return { customerId, delivery, phone, url: `${side.url}/p/${side.token(channel, delivery)}` }
}
const save = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })

describe('the preference page', () => {
  it('shows each channel as it is, addresses masked', async () => {
    const { url, phone, customerId } = await newLink()
    await side.pool`UPDATE contact_states SET sms_consent = 'unsubscribed' WHERE customer_id = ${customerId}`
    const page = await (await fetch(url)).text()
    expect(page).toMatch(/id="email"[^>]* checked/)
    expect(page).not.toMatch(/id="sms"[^>]* checked/)
    expect(page).not.toContain('id="push"')
    expect(page).not.toContain(phone)
    expect(page).toContain(`+49 ••• ${phone.slice(-2)}`)
  })

  it('changes what the reader changed, with evidence, and counts an opt-out for the message', async () => {
    const { url, customerId, delivery } = await newLink()
    const response = await save(url, { was_email: 'on', was_sms: 'on', sms: 'on', action: 'save' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Saved.')
    expect(await readConsents(side.pool, customerId)).toEqual({ email: 'unsubscribed', sms: 'subscribed', push: 'subscribed' })
    expect(
      await side.pool`SELECT channel, source, send_id, wording_version, address LIKE '%@shop.example' AS is_email FROM consent_events WHERE customer_id = ${customerId}`,
    ).toEqual([
      { channel: 'email', source: 'preference_page', send_id: delivery.sendId, wording_version: 'preference-page-1', is_email: true },
    ])
    expect(await side.pool`SELECT type FROM delivery_events WHERE send_id = ${delivery.sendId}`).toEqual([{ type: 'unsubscribed' }])
  })

  it('subscribes again whoever asks for it', async () => {
    const { url, customerId } = await newLink('email', 'never')
    await save(url, { was_email: 'off', email: 'on', was_sms: 'off' })
    expect(await readConsents(side.pool, customerId)).toEqual({ email: 'subscribed', sms: 'never', push: 'never' })
  })

  it('does not undo an opt-out that came while the page was open', async () => {
    const { url, customerId } = await newLink()
    await side.pool`UPDATE contact_states SET email_consent = 'unsubscribed' WHERE customer_id = ${customerId}`
    await save(url, { was_email: 'on', email: 'on', was_sms: 'on' })
    expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'unsubscribed', sms: 'unsubscribed' })
  })

  it('ends everything at once', async () => {
    const { url, customerId } = await newLink('sms')
    await save(url, { was_email: 'on', email: 'on', was_sms: 'on', sms: 'on', action: 'none' })
    expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'unsubscribed', sms: 'unsubscribed' })
  })

  it('does not lift a suppression, and says why the choice is closed', async () => {
    const { url, customerId, phone } = await newLink()
    await side.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('sms', ${phone}, 'stop', 'sms_keyword')`
    const page = await (await fetch(url)).text()
    expect(page).toMatch(/id="sms"[^>]* disabled/)
    expect(page).toContain('You texted STOP')
    expect(page).not.toContain('was_sms')
    await save(url, { was_email: 'on', email: 'on' })
    expect(await side.pool`SELECT 1 FROM suppressions WHERE address = ${phone}`).toHaveLength(1)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ sms: 'subscribed' })
  })

  it('changes nothing when it is only looked at, and nothing for an erased customer', async () => {
    const { url, customerId } = await newLink()
    await fetch(url, { method: 'HEAD' })
    expect(await side.pool`SELECT 1 FROM consent_events WHERE customer_id = ${customerId}`).toHaveLength(0)
    await side.pool`DELETE FROM customers WHERE id = ${customerId}`
    expect((await save(url, { was_email: 'on' })).status).toBe(200)
    expect(await (await fetch(url)).text()).toContain('no address of yours')
  })
})
