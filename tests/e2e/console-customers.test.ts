import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseId } from '../../domain/ids.ts'
import { expectAccessible, findViolations, openWhole } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { waitUntilStill } from './still-page.ts'
import { expectAddress, expectCount, expectDisabled, expectNone, expectText, expectValue } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]
/** One who has ordered, and whom an email reaches. */
let buyer: { id: string; externalId: string; email: string }

const { button, choose, dialog, heading, region } = locateOn(() => page)
const open = (path: string) => openWhole(page, stack.url + path)
const rows = () => region('Customers').getByRole('row')

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 500 })
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
  const { data } = await stack.call<{ data: (typeof buyer)[] }>('GET', '/api/v1/customers?segment=repeat&reachable=email&limit=1')
  if (data[0] === undefined) throw new Error('The demo store has nobody whom an email reaches')
  ;[buyer] = data
}, 300_000)

afterAll(() => stack?.close())

describe('the list of customers', () => {
  it('is searched and filtered, and its address keeps what is chosen', async () => {
    await open('/customers')
    await page.getByRole('textbox', { name: 'Search customers' }).fill(buyer.email)
    await expectCount(rows(), 2)
    await expectAddress(page, 'q=')
    await page.getByRole('textbox', { name: 'Search customers' }).fill('')
    await choose(page, 'Segment', 'Repeat')
    await choose(page, 'Reachable by', 'Reachable by email')
    await choose(page, 'Consent', 'SMS: never asked')
    await expectAddress(page, /\?segment=repeat&reachable=email&consent=sms\.never$/)
    const { data } = await stack.call<{ data: object[] }>('GET', '/api/v1/customers?segment=repeat&reachable=email&consent=sms.never')
    await expectCount(rows(), data.length + 1)
    await page.reload()
    await expectCount(rows(), data.length + 1)
    await expectValue(page.getByRole('combobox', { name: 'Consent' }), 'SMS: never asked')
  })

  it('shows more by cursor, and says what to do where nobody matches', async () => {
    await open('/customers')
    await expectCount(rows(), 51)
    await button('Show more').click()
    await expectCount(rows(), 101)
    await page.getByRole('textbox', { name: 'Search customers' }).fill('nobody is called this')
    await page.getByText('Nobody matches').waitFor()
    await page.getByRole('link', { name: 'Show all customers' }).click()
    // What was shown before is known still.
    await expectCount(rows(), 101)
  })
})

describe('the profile of a customer', () => {
  it('shows where they stand and why, what they ordered, and leads on to everyone like them', async () => {
    await open(`/customers/${buyer.id}`)
    await region('Standing').getByText('RFM scores').waitFor()
    const segments = region('Segments, and why')
    await segments.getByText(/^\d+ orders; 2 or more are needed\.$/).waitFor()
    await button(/^Why not in the other/).click()
    await segments.getByText('Not in', { exact: true }).waitFor()
    await region('Orders').getByRole('row').nth(2).waitFor()
    await segments.getByRole('link', { name: 'Repeat' }).click()
    await heading('Customers').waitFor()
  })

  it('opts out on their behalf with evidence, and subscribes again only with words that were agreed to', async () => {
    await open(`/customers/${buyer.id}`)
    const contact = region('May we write?')
    await contact.getByText('Yes, now').first().waitFor()
    await button('Opt out of Email').click()
    const out = dialog('Opt out of Email')
    await expectDisabled(out.getByRole('button', { name: 'Opt out' }))
    await choose(page, 'How did they say it?', 'by phone')
    expect(await findViolations(page)).toEqual([])
    await out.getByRole('button', { name: 'Opt out' }).click()
    await contact.getByText('Unsubscribed').waitFor()
    const evidence = region('Evidence of consent').getByRole('listitem')
    await expectText(evidence.first(), /Email: unsubscribed\s+.*from operator: by phone, recorded by Owner/)
    await expect.poll(() => stack.call('GET', `/api/v1/customers/${buyer.id}`)).toMatchObject({ consents: { email: 'unsubscribed' } })

    await button('Record an opt-in to Email').click()
    const back = dialog('Record an opt-in')
    await choose(page, 'How did they say it?', 'in the shop')
    await expectDisabled(back.getByRole('button', { name: 'Record it' }))
    await back.getByRole('textbox', { name: 'What did they agree to?' }).fill('News by email, form 7')
    await back.getByRole('button', { name: 'Record it' }).click()
    await contact.getByText('Yes, now').first().waitFor()
    await expectText(evidence.first(), /Email: subscribed\s+.*wording “News by email, form 7”/)
    await region('What happened').getByText('Agreed to email.').first().waitFor()
  })

  it('suppresses an address, and lifts that only where it is typed', async () => {
    const contact = region('May we write?')
    await button('Suppress the Email address').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Suppress' }).click()
    await contact.getByText(/^It was put on the blacklist/).waitFor()
    await button('Lift the suppression of the Email address').click()
    const lift = dialog('Lift the suppression?')
    await expectDisabled(lift.getByRole('button', { name: 'Lift it' }))
    await lift.getByRole('textbox').fill(buyer.email)
    await lift.getByRole('button', { name: 'Lift it' }).click()
    await button('Suppress the Email address').waitFor()
    await expectNone(contact.getByText(/blacklist/), { beside: button('Suppress the Email address') })
  })

  it('tells all contacts over all campaigns, filtered by an address that can be kept', async () => {
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
      name: 'To the repeaters',
      message: { channel: 'email', subject: 'Hello', html: '<p>Hello</p>' },
      audience: { include: [{ kind: 'segment', segment: 'repeat' }], exclude: [] },
    })
    await stack.call('POST', `/api/v1/broadcasts/${id}/send`)
    await expect.poll(() => stack.call('GET', `/api/v1/broadcasts/${id}/progress`), { timeout: 60_000 }).toMatchObject({ isFinished: true })
    await stack.pool`
      INSERT INTO delivery_events (send_id, customer_id, channel, type, link, occurred_at)
      VALUES (${parseId('broadcast', id) ?? ''}, ${parseId('customer', buyer.id) ?? ''}, 'email', 'clicked', 0, now())`
    await open(`/customers/${buyer.id}`)
    const story = region('What happened')
    await story.getByText('A link was clicked in the email.').waitFor()
    await story.getByText(/^The email was sent/).waitFor()
    await region('May we write?')
      .getByText(/^Not before the end of the cooldown/)
      .first()
      .waitFor()
    await story.getByText('Orders', { exact: true }).click()
    await expectAddress(page, 'show=orders')
    await expectNone(story.getByText('The email was sent'), { beside: story.getByText('Ordered.') })
    await page.reload()
    await story.getByText('Ordered.').first().waitFor()
    await story.getByText('Messages', { exact: true }).click()
    await story.getByRole('link', { name: 'To the repeaters' }).first().click()
    await heading('To the repeaters').waitFor()
  })

  it('leads to diagnostics with the customer filled in', async () => {
    await open(`/customers/${buyer.id}`)
    await page.getByRole('link', { name: 'Why didn’t they get it?' }).click()
    await heading('Why, or why not?').waitFor()
    await expectAddress(page, `customer=${buyer.id}`)
  })

  it('is erased for good only by whoever types the store’s id, and what is left has no person', async () => {
    await open(`/customers/${buyer.id}`)
    await button('Erase…').click()
    const erasing = page.getByRole('dialog')
    await erasing.getByRole('textbox').fill('another')
    await expectDisabled(erasing.getByRole('button', { name: 'Erase for good' }))
    await erasing.getByRole('textbox').fill(buyer.externalId)
    await erasing.getByRole('button', { name: 'Erase for good' }).click()
    await heading('Erased customer').waitFor()
    await region('What happened')
      .getByText(/^The email was sent/)
      .waitFor()
    await waitUntilStill(page)
    await expect.poll(() => page.getByRole('main').innerText()).not.toContain(buyer.email)
    await open('/customers/cus_01h455vb4pex5vsknk084sn02q')
    await page.getByText('There is no such customer').waitFor()
  })

  it('is accessible with its list, in light and dark, and breaks no rule of its own', async () => {
    const { data } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/customers?segment=vip&limit=1')
    await expectAccessible(page, `${stack.url}/customers`)
    await expectAccessible(page, `${stack.url}/customers/${data[0]?.id}`)
    await page.goto(`${stack.url}/customers/${buyer.id}`)
    await heading('Erased customer').waitFor()
    expect(await findViolations(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})
