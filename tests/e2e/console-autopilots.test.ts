import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations, openWhole } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { expectAddress, expectDisabled, readAddress } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 500 })
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
  await stack.call('POST', '/api/v1/offers', {
    name: 'Ten percent back',
    discount: { kind: 'percent', percent: 10 },
    cap: { amountMinor: 500, currency: 'EUR' },
    validity: { kind: 'afterDelivery', hours: 168 },
  })
}, 300_000)

afterAll(() => stack?.close())

const { button, choose, dialog, heading, region } = locateOn(() => page)
const open = (path: string) => page.goto(stack.url + path)

interface Journey {
  id: string
  customerId: string
  step: string | null
}

let autopilot: string
/** Of the customer who comes to the end of the journey. */
let customer: string

describe('an autopilot in the console', () => {
  it('is begun with a template, and says at its place what is still to be done', async () => {
    await open('/configuration/voucher-campaign/autopilot')
    await page.getByRole('link', { name: 'New autopilot' }).first().click()
    await page.getByRole('radio', { name: 'Win-back' }).waitFor()
    await button('Create draft').click()
    await heading('Win-back').waitFor()
    autopilot = await readAddress(page, /\/(aut_\w+)/)
    const faults = page.getByRole('status').filter({ hasText: 'Still to be done before it can be published' })
    await expectDisabled(button('Publish'))
    await faults.getByRole('button', { name: /^Voucher: Choose an offer/ }).click()
    await choose(dialog('Voucher'), 'Offer', /^Ten percent back/)
    await dialog('Voucher').getByText('Before it can be published').waitFor({ state: 'detached' })
    await dialog('Voucher').getByRole('button', { name: 'Close' }).click()
    await faults.waitFor({ state: 'detached' })
  })

  it('is changed in its picture by keyboard, and its steps move, come and go', async () => {
    const card = (name: RegExp) => region('Journey').getByRole('button', { name })
    await card(/^Starts when a customer: Has not ordered for 60 days/).focus()
    await page.keyboard.press('Enter')
    const entry = dialog('Why and how journeys start')
    await entry.getByRole('textbox', { name: 'No order for' }).fill('30')
    // Nobody is held out: whoever is found can be followed.
    await entry.getByRole('textbox', { name: 'Holdout' }).fill('0')
    await page.keyboard.press('Escape')
    await card(/^Starts when a customer: Has not ordered for 30 days/).waitFor()

    await card(/^Wait for: Redeemed/).click()
    await dialog('Redeemed')
      .getByRole('button', { name: /^Add a step: not in time/ })
      .click()
    await page.getByRole('menuitem', { name: /^Attribute/ }).click()
    await dialog('Tag').getByRole('textbox', { name: 'Attribute' }).fill('win_back')
    await dialog('Tag').getByRole('textbox', { name: 'Text' }).fill('no')
    await dialog('Tag').getByRole('button', { name: 'Close' }).click()
    await card(/^Attribute: Tag\. win_back = no/).click()
    await button('Delete this step').click()
    await card(/^Attribute: Tag/).waitFor({ state: 'detached' })

    await page.getByText('Saved', { exact: true }).waitFor()
    const saved = await stack.call<{ definition: { trigger: object; steps: { id: string }[] } }>('GET', `/api/v1/autopilots/${autopilot}`)
    expect(saved.definition.trigger).toEqual({ kind: 'quiet_for', duration: '30d' })
    expect(saved.definition.steps.map(({ id }) => id)).toEqual(['voucher', 'invite', 'accepted', 'remind', 'redeemed'])
    await region('Journey').getByText('List', { exact: true }).click()
    await region('Journey').getByText('When the time is over: Remind').waitFor()
    await region('Journey').getByText('Picture', { exact: true }).click()
  })

  it('is tried out, published with what changes, and enabled', async () => {
    await page.getByRole('tab', { name: 'Try it out' }).click()
    await button('Try it').click()
    await page.getByRole('status', { name: 'Totals' }).getByText('Start a journey').waitFor()
    await region('Day by day').waitFor()
    await page.getByRole('tab', { name: 'Journey' }).click()

    await button('Publish').click()
    await dialog(/^Publish “Win-back” as version 1/)
      .getByRole('button', { name: 'Publish version 1' })
      .click()
    await page.getByText('Version 1 is published').waitFor()
    await button('Enable').click()
    await dialog('Enable “Win-back”?').getByRole('button', { name: 'Enable' }).click()
    await page.getByText('Running', { exact: true }).waitFor()
    await region('Journey')
      .getByRole('link', { name: /^[1-9]\d* here now: Accepted/ })
      .waitFor()
    await expect.poll(() => stack.call('GET', `/api/v1/autopilots/${autopilot}`)).toMatchObject({ status: 'enabled', publishedNumber: 1 })
  })

  it('takes a customer from pending trigger to redeemed', async () => {
    const { data } = await stack.call<{ data: Journey[] }>('GET', `/api/v1/journeys?autopilotId=${autopilot}&step=accepted&limit=1`)
    const [journey] = data
    if (journey === undefined) throw new Error('Nobody waits')
    customer = journey.customerId
    await open(`/configuration/voucher-campaign/pending-triggers?campaign=${autopilot}&customer=${journey.customerId}`)
    const row = region('Waiting').getByRole('row').nth(1)
    await row.getByText('Waiting').waitFor()
    await row.getByRole('link', { name: 'Story' }).click()
    await page.getByText(/^At “Accepted”, waits for the voucher to be accepted/).waitFor()

    // The store's app, and its checkout.
    const vouchers = await stack.call<{ data: { code: string }[] }>('GET', `/api/v1/customers/${journey.customerId}/vouchers?usable=true`)
    const code = vouchers.data[0]?.code ?? ''
    await stack.call('POST', `/api/v1/vouchers/${code}/accept`, {})
    await page.getByText(/^At “Redeemed”, waits for the voucher to be redeemed/).waitFor()
    const basket = { items: [{ quantity: 1, price: { amountMinor: 2500, currency: 'EUR' } }] }
    await stack.call('POST', `/api/v1/vouchers/${code}/redeem`, { order: `order-${randomUUID()}`, basket })
    await page.getByText('It is over, at “Redeemed”.').waitFor()

    await page.getByRole('link', { name: 'The customer' }).click()
    const voucher = region('Vouchers').getByRole('row').filter({ hasText: 'Redeemed' })
    await voucher.getByRole('link').first().click()
    await page.getByText('An order has used it.').waitFor()
    await page.getByText('€2.50', { exact: true }).waitFor()
    await expect.poll(() => stack.call('GET', `/api/v1/journeys/${journey.id}`)).toMatchObject({ status: 'ended', outcome: 'completed' })
  })

  it('leads from each number to its people, and is paused and retired only on purpose', async () => {
    await open(`/configuration/voucher-campaign/autopilot/${autopilot}`)
    await region('Numbers')
      .getByRole('link', { name: /^[1-9]\d* completed/ })
      .click()
    await region('People').getByRole('row').nth(1).getByText('Completed').waitFor()
    await expectAddress(page, 'outcome=completed')
    await button('Pause').click()
    await dialog('Pause “Win-back”?').getByRole('radio', { name: 'Wait for what is left' }).check()
    await dialog('Pause “Win-back”?').getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused', { exact: true }).waitFor()
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Retire' }).click()
    const retiring = dialog('Retire “Win-back” for good?')
    await expectDisabled(retiring.getByRole('button', { name: 'Retire' }))
    await retiring.getByRole('button', { name: 'Not now' }).click()
  })
})

describe('diagnostics of an autopilot in the console', () => {
  const ask = async (customerId: string) => {
    const { externalId } = await stack.call<{ externalId: string }>('GET', `/api/v1/customers/${customerId}`)
    await open('/configuration/voucher-campaign/diagnostics')
    await page.getByRole('combobox', { name: 'Customer' }).fill(externalId)
    await page.getByRole('option', { name: new RegExp(`· ${externalId}$`) }).click()
    await choose(page, 'Campaign', 'Win-back')
  }

  it('tell the story of whoever redeemed, from the trigger to the order', async () => {
    await ask(customer)
    await region('The answer').getByText('Got it', { exact: true }).waitFor()
    for (const sentence of [
      /^The trigger found the customer/,
      'A voucher was given.',
      'The customer accepted the voucher.',
      'The voucher was redeemed.',
    ])
      await region('Win-back').getByText(sentence).first().waitFor()
    for (const part of [`campaign=${autopilot}`, `customer=${customer}`]) await expectAddress(page, part)
  })

  it('say why another one got nothing', async () => {
    const path = `/api/v1/diagnostics?campaign=${autopilot}&limit=200`
    const find = async () => {
      const { customers } = await stack.call<{ customers: { customerId: string; standing: string; sentence: string }[] }>('GET', path)
      return customers.find(({ standing }) => standing === 'did_not_get_it')
    }
    let other = ''
    await expect.poll(async () => (other = (await find())?.customerId ?? '')).not.toBe('')
    await ask(other)
    await region('The answer').getByText('Did not get it', { exact: true }).waitFor()
    await region('The answer').getByRole('status').filter({ hasText: 'Did not get it: ' }).waitFor()
  })
})

describe('the pages of autopilots', () => {
  it('are accessible for one that runs, with its forms open', async () => {
    for (const view of ['journey', 'people', 'versions', 'try']) {
      await openWhole(page, `${stack.url}/configuration/voucher-campaign/autopilot/${autopilot}?view=${view}`)
      expect(await findViolations(page), view).toEqual([])
    }
    for (const part of [/^Starts when/, /^Message: Invite/, /^Wait for: Accepted/]) {
      await open(`/configuration/voucher-campaign/autopilot/${autopilot}`)
      await button(part).click()
      await page.getByRole('dialog').waitFor()
      expect(await findViolations(page), String(part)).toEqual([])
    }
  })

  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
