import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectAccessible } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { waitUntilStill } from './still-page.ts'
import { expectAddress, expectDisabled, expectNone, expectValue } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 300 })
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
}, 300_000)
afterEach(() => stack.sandbox.setFaults([]))
afterAll(() => stack?.close())

const { button, choose, dialog, heading, region } = locateOn(() => page)
const field = (name: string | RegExp) => page.getByRole('textbox', { name, exact: typeof name === 'string' })
const open = (path: string) => page.goto(stack.url + path)
const patch = (topic: string, body: object) => stack.call<{ value: Record<string, unknown> }>('PATCH', `/api/v1/settings/${topic}`, body)
const read = async (topic: string) => (await stack.call<{ value: Record<string, unknown> }>('GET', `/api/v1/settings/${topic}`)).value
const saved = (what: string) => page.getByText(`Saved: ${what}.`, { exact: false }).waitFor()

describe('the store’s settings', () => {
  it('are changed, and say what was saved and by whom', async () => {
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await heading('Store').waitFor()
    await field('Name').fill('Corner shop')
    await choose(page, 'Time zone', /^Europe\/Lisbon/)
    await page.getByText('past days of the segments are counted again').waitFor()
    await page.getByText('Not saved: name, time zone').waitFor()
    await button('Save').click()
    await saved('name, time zone')
    await page.getByText(/^Last changed by .+ just now\.$/).waitFor()
    expect(await read('store')).toMatchObject({ name: 'Corner shop', timeZone: 'Europe/Lisbon' })
  })

  it('say beside the field what is wrong, and keep what was typed', async () => {
    await open('/settings/sender')
    await field('Address').fill('nobody')
    await button('Save').click()
    await page.getByText('Not an email address').first().waitFor()
    await expectValue(field('Address'), 'nobody')
    await button('Undo').click()
    await expectValue(field('Address'), /@/)
    await expectNone(page.getByText('Not an email address'), { beside: field('Address') })
  })

  it('ask before they are left with something that is not saved', async () => {
    await open('/settings/sender')
    await field('Replies go to').fill('help@corner.example')
    await page.getByRole('link', { name: 'Channels', exact: true }).click()
    await dialog('Leave without saving?').getByText('What you changed is not saved: reply address.').waitFor()
    await dialog('Leave without saving?').getByRole('button', { name: 'Stay' }).click()
    await button('Save').click()
    await saved('reply address')
    await page.getByRole('link', { name: 'Channels', exact: true }).click()
    await heading('Channels').waitFor()
    expect(await read('store')).toMatchObject({ replyTo: 'help@corner.example' })
  })

  it('show what somebody else has changed meanwhile, and overwrite nothing unseen', async () => {
    await open('/settings')
    await field('Name').fill('My corner')
    await patch('store', { name: 'Their corner', url: 'https://theirs.example' })
    await button('Save').click()
    const conflict = page.getByRole('alert').filter({ hasText: 'has changed these settings meanwhile' })
    await conflict.getByText('Name: Their corner; you typed My corner').waitFor()
    await conflict.getByText('Website: https://theirs.example').waitFor()
    expect(await read('store')).toMatchObject({ name: 'Their corner' })
    await conflict.getByRole('button', { name: 'Keep what I typed' }).click()
    await expectValue(field('Website'), 'https://theirs.example')
    await button('Save').click()
    await saved('name')
    expect(await read('store')).toMatchObject({ name: 'My corner', url: 'https://theirs.example' })
  })
})

describe('the segments’ settings', () => {
  it('keep what was typed when somebody else was quicker, and when one is about to leave', async () => {
    await open('/settings/segments')
    await field('First order within').fill('45')
    await page.getByRole('link', { name: 'Vouchers', exact: true }).last().click()
    await dialog('Leave without saving?').getByText('What you changed is not saved: new: first order within.').waitFor()
    await dialog('Leave without saving?').getByRole('button', { name: 'Stay' }).click()
    await button('See who would move').click()
    await dialog('Who would move').waitFor()
    await patch('segments', { newForDays: 60, recentDays: 100 })
    await button('Apply').click()
    const conflict = page.getByRole('alert').filter({ hasText: 'has changed these settings meanwhile' })
    await conflict.getByText('New: first order within: 60; you typed 45').waitFor()
    await conflict.getByText('Most active: lately is the last: 100').waitFor()
    expect(await read('segments')).toMatchObject({ newForDays: 60 })
    await conflict.getByRole('button', { name: 'Keep what I typed' }).click()
    await expectValue(field('Lately is the last'), '100')
    await expectValue(field('First order within'), '45')
    await button('See who would move').click()
    await button('Apply').click()
    await page.getByText('Version 2 is in force').first().waitFor()
    expect(await read('segments')).toMatchObject({ newForDays: 45, recentDays: 100 })
  })
})

describe('the contact policy', () => {
  it('is a sentence that follows what is typed', async () => {
    await open('/settings/contact-policy')
    const sentence = page.getByRole('status').filter({ hasText: 'A customer' })
    await sentence.getByText('at most one campaign message every day and no SMS between 21:00 and 08:00').waitFor()
    await field('At least between two campaign messages').fill('3')
    await page.getByLabel('SMS: quiet from').fill('20:30')
    await sentence.getByText('every 3 days and no SMS between 20:30 and 08:00 by their own clock.').waitFor()
    await page.getByRole('img', { name: 'SMS is quiet from 20:30 until 08:00' }).waitFor()
    await page.getByLabel('SMS: quiet until').fill('20:30')
    await page.getByText('Two times, like 21:00').waitFor()
    await expectDisabled(button('Save'))
    await page.getByLabel('SMS: quiet until').fill('07:00')
    await button('Save').click()
    await saved('pause between two messages, quiet hours')
    expect(await read('contact-policy')).toMatchObject({
      cooldownMs: 3 * 86_400_000,
      quietHours: { sms: { from: '20:30', until: '07:00' } },
    })
  })

  it('tells when a customer can be written to next, once quiet hours are changed', async () => {
    await stack.call('POST', '/api/v1/customers', {
      externalId: 'night-owl',
      firstName: 'Nora',
      lastName: 'Owl',
      email: 'nora@owl.example',
      timeZone: 'UTC',
    })
    await stack.call('POST', '/api/v1/consents', {
      consents: [{ customerExternalId: 'night-owl', channel: 'email', status: 'subscribed', source: 'test' }],
    })
    await open('/settings/contact-policy')
    const trial = region(/^Try it/)
    await trial.getByRole('combobox', { name: 'Customer' }).fill('night-owl')
    await page.getByRole('option', { name: /Nora Owl/ }).click()
    await trial.getByText('Email: Yes, now').waitFor()
    await page.getByRole('switch', { name: 'Quiet hours of email' }).click()
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
    await page.getByLabel('Email: quiet from').fill(clock(-6))
    await page.getByLabel('Email: quiet until').fill(clock(6))
    await button('Save').click()
    await saved('quiet hours')
    await trial.getByText(/^Email: From .*the customer’s night/).waitFor()
    await expectNone(trial.getByText('Email: Yes, now'), { beside: trial.getByText(/^Email: From/) })
  })
})

describe('channels', () => {
  it('say how they are set up, and nothing that is secret', async () => {
    await open('/settings/channels')
    const email = region('Email')
    await email.getByText('Sandbox', { exact: true }).waitFor()
    await email.getByText('RESEND_API_KEY').waitFor()
    await email.getByText(/\/webhooks\/resend$/).waitFor()
    await waitUntilStill(page)
    await expect.poll(() => page.content()).not.toContain(stack.sandbox.credentials.resend.webhookSecret)
  })

  it('are tried out with one message, which the sandbox shows', async () => {
    await open('/settings/channels')
    const email = region('Email')
    await email.getByRole('textbox', { name: 'Send a test email to' }).fill('me@corner.example')
    await email.getByRole('button', { name: 'Send test' }).click()
    await email.getByText('Resend has taken the message over.').first().waitFor()
    await email.getByRole('link', { name: 'See it in the sandbox’s inbox' }).click()
    await heading('Sandbox inbox').waitFor()
    await page
      .getByRole('link', { name: /me@corner\.example/ })
      .first()
      .click()
    await page.getByRole('article').getByText('to me@corner.example').waitFor()
    await expectAddress(page, 'message=')
  })

  it('say in words why a test failed, and keep the address', async () => {
    await open('/settings/channels')
    const email = region('Email')
    const to = email.getByRole('textbox', { name: 'Send a test email to' })
    stack.sandbox.setFaults([{ provider: 'resend', kind: 'invalid_recipient', params: { addresses: ['gone@corner.example'] } }])
    await to.fill('gone@corner.example')
    await email.getByRole('button', { name: 'Send test' }).click()
    await email.getByText('Resend refuses this recipient.').first().waitFor()
    await email.getByText('Check the address.').waitFor()
    await to.fill('no address')
    await email.getByRole('button', { name: 'Send test' }).click()
    await email.getByText('Not an email address').waitFor()
    await expectValue(to, 'no address')
  })
})

describe('the sandbox’s inbox', () => {
  const sendTest = async (name: string, to: string) => {
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
      name,
      message: { channel: 'email', subject: `${name} is here`, html: '<p>See <a href="https://corner.example/new">what is new</a></p>' },
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
    })
    await stack.call('POST', `/api/v1/broadcasts/${id}/test`, { to })
    return id
  }

  it('shows what arrives while it is open, with its campaign', async () => {
    await open('/dev/inbox')
    await heading('Sandbox inbox').waitFor()
    await sendTest('Autumn', 'autumn@corner.example')
    await page.getByRole('link', { name: /autumn@corner\.example/ }).click()
    const article = page.getByRole('article', { name: 'Autumn is here' })
    await article.getByRole('link', { name: 'Autumn (test)' }).waitFor()
    await article.frameLocator('iframe').getByText('what is new').waitFor()
    await article.getByText('Phone', { exact: true }).click()
    await article.getByRole('tab', { name: 'As it was sent' }).click()
    await article.getByText('List-Unsubscribe', { exact: true }).waitFor()
    await article.getByText('(unsubscribes)').waitFor()
    await expectAddress(page, 'message=')
  })

  it('is filtered by channel, campaign and words, in its address', async () => {
    const id = await sendTest('Winter', 'winter@corner.example')
    await open(`/dev/inbox?campaign=${id}`)
    const [winter, autumn] = [/winter@corner\.example/, /autumn@corner\.example/].map((name) => page.getByRole('link', { name })) as [
      Locator,
      Locator,
    ]
    await expectNone(autumn, { beside: winter })
    await open('/dev/inbox')
    // All of the list is there before it is filtered.
    await winter.waitFor()
    await page.getByRole('textbox', { name: 'Search messages' }).fill('AUTUMN')
    await expectAddress(page, 'q=AUTUMN')
    await expectNone(winter, { beside: autumn })
    await page.getByText('SMS', { exact: true }).first().click()
    await page.getByText('Nothing like this').waitFor()
    await button('Show all').click()
    await page.getByRole('link', { name: /winter@corner\.example/ }).waitFor()
  })

  it('plays what happens to a message, and the store hears of it', async () => {
    await open('/dev/inbox?q=winter')
    await page.getByRole('link', { name: /winter@corner\.example/ }).click()
    const play = region('Play it')
    await play.getByRole('button', { name: 'Delivered', exact: true }).click()
    await play.getByText('The webhook was taken.').waitFor()
    await play.getByRole('button', { name: 'Bounced for good' }).click()
    await page.getByRole('article').getByText('Bounced', { exact: true }).first().waitFor()
    await expect
      .poll(() =>
        stack.pool`SELECT reason FROM suppressions WHERE address = 'winter@corner.example'`.then((rows) =>
          rows.map((row) => row['reason']),
        ),
      )
      .toEqual(['hard_bounce'])
  })

  it('is cleared, after a question', async () => {
    await open('/dev/inbox')
    await button('Clear').click()
    await dialog(/^Forget \d+ messages?\?$/)
      .getByRole('button', { name: 'Clear the inbox' })
      .click()
    await page.getByText('Nothing has arrived yet').waitFor()
    await expect
      .poll(async () => (await stack.call<{ counts: object }>('GET', '/api/v1/dev/inbox')).counts)
      .toEqual({ email: 0, sms: 0, push: 0 })
  })
})

describe('the pages', () => {
  it.each(['/settings', '/settings/sender', '/settings/channels', '/settings/contact-policy', '/settings/vouchers', '/settings/segments'])(
    'are accessible at %s',
    async (path) => {
      await expectAccessible(page, stack.url + path)
      expect(complaints).toEqual([])
    },
  )

  it('are accessible with a message open, and without any', async () => {
    await expectAccessible(page, `${stack.url}/dev/inbox`)
    await stack.call('POST', '/api/v1/channels/email/test', { to: 'axe@corner.example' }, { 'Idempotency-Key': randomUUID() })
    const { data } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/dev/inbox/messages')
    await expectAccessible(page, `${stack.url}/dev/inbox?message=${data[0]?.id}`)
    expect(data).toHaveLength(1)
  })

  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
