import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { expectAddress, expectValue, readAddress } from './page-state.ts'

// Whole ways through the product, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

const promotions = '/configuration/voucher-campaign/promotion'
const autopilots = '/configuration/voucher-campaign/autopilot'

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

interface Customer {
  id: string
  externalId: string
  firstName: string | null
  lastName: string | null
}

const nameOf = ({ firstName, lastName, externalId }: Customer) => [firstName, lastName].filter(Boolean).join(' ') || externalId

/** By name, as an operator does who has it on the telephone. */
async function ask(name: string, { externalId }: Customer, campaign: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Customer' }).fill(name)
  await page.getByRole('option', { name: new RegExp(`· ${externalId}$`) }).click()
  await choose(page, 'Campaign', campaign)
}

let promotion: string

describe('a promotion', () => {
  it('comes from its form to a redeemed voucher, its report, and the person behind the number', async () => {
    await open(`${promotions}/new`)
    await heading('New promotion').waitFor()
    await expectAddress(page, `${promotions}/add/new`)
    await page.getByRole('textbox', { name: 'Name' }).fill('For the regulars')
    await choose(page, 'Offer', /^Ten percent back/)
    await button('Create draft').click()
    await page.getByRole('textbox', { name: 'Subject' }).fill('Yours: {{ voucher.code }}')
    await page.getByRole('combobox', { name: 'Everyone in any of these' }).click()
    await page.getByRole('option', { name: /^VIP/ }).click()
    await page.keyboard.press('Escape')
    await button('Review and launch').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Launch for [1-9]\d* (people|person)$/ })
      .click()
    await page.getByText('Everyone has an outcome; vouchers are open.').waitFor()
    promotion = await readAddress(page, /\/(prm_\w+)/)

    // The store's app, its checkout, and the order that its shop tells of.
    const vouchers = `/api/v1/promotions/${promotion}/vouchers?status=delivered&limit=1`
    const listed = await stack.call<{ data: { code: string; customerId: string }[] }>('GET', vouchers)
    const { code = '', customerId = '' } = listed.data[0] ?? {}
    const order = `order-${randomUUID()}`
    const items = [{ quantity: 1, price: { amountMinor: 2500, currency: 'EUR' } }]
    await stack.call('POST', `/api/v1/vouchers/${code}/accept`, {})
    await stack.call('POST', `/api/v1/vouchers/${code}/redeem`, { order, basket: { items } })
    const total = { amountMinor: 2250, currency: 'EUR' }
    await stack.call('POST', '/api/v1/orders', { externalId: order, customerId, placedAt: new Date().toISOString(), items, total })

    // Without a reload.
    await region('Vouchers given').getByRole('link', { name: '1 redeemed' }).click()
    const customer = await stack.call<Customer>('GET', `/api/v1/customers/${customerId}`)
    await region('Vouchers')
      .getByRole('row')
      .filter({ hasText: nameOf(customer) })
      .getByText('€2.50')
      .waitFor()

    await open('/reports/voucher-campaigns/overview')
    const row = region('By campaign').getByRole('row').filter({ hasText: 'For the regulars' })
    await row.getByText('€22.50').first().waitFor()
    await row.getByRole('link', { name: '1: Orders, For the regulars' }).waitFor()
    await row.getByRole('link', { name: '1: Vouchers redeemed, For the regulars' }).click()
    await heading('Vouchers redeemed').waitFor()
    const person = region('People')
      .getByRole('row')
      .filter({ hasText: nameOf(customer) })
    await person.getByRole('link', { name: /^Why/ }).click()
    await region('The answer').getByText('Got it', { exact: true }).waitFor()
  })

  it('says in diagnostics why another customer was skipped, asked by name', async () => {
    const skipped = await stack.call<{ data: { customerId: string }[] }>(
      'GET',
      `/api/v1/promotions/${promotion}/recipients?reason=not_subscribed&limit=1`,
    )
    const customer = await stack.call<Customer>('GET', `/api/v1/customers/${skipped.data[0]?.customerId}`)
    await open('/configuration/voucher-campaign/diagnostics')
    await ask(nameOf(customer), customer, 'For the regulars')
    await region('The answer').getByText('Did not get it', { exact: true }).waitFor()
    await region('The answer').getByRole('status').filter({ hasText: 'no consent' }).waitFor()
    await region('For the regulars').getByText('In the audience when it was frozen.').waitFor()
    await expectAddress(page, `customer=${customer.id}`)
  })
})

describe('two operators', () => {
  let second: Page
  beforeAll(async () => {
    const { page: opened } = await createConsolePage(stack)
    second = opened
    await enterConsole(stack, second)
  }, 120_000)

  it('who edit the same draft: the second is told, and loses nothing', async () => {
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/promotions', { name: 'Together', channels: ['email'] })
    const url = `${stack.url}${promotions}/${id}`
    const nameField = (of: Page) => of.getByRole('textbox', { name: 'Name', exact: true })
    const read = async () => (await stack.call<{ name: string }>('GET', `/api/v1/promotions/${id}`)).name
    for (const one of [page, second]) {
      await one.goto(url)
      await nameField(one).waitFor()
    }
    await nameField(page).fill('Hers')
    await expect.poll(read).toBe('Hers')
    await nameField(second).fill('His')
    await second.getByRole('alert').getByText('Somebody else has changed this draft').waitFor()
    await expectValue(nameField(second), 'His')
    expect(await read()).toBe('Hers')
    await second.getByRole('button', { name: 'Keep mine' }).click()
    await expect.poll(read).toBe('His')
    await second.getByRole('alert').waitFor({ state: 'detached' })

    await nameField(page).fill('Hers again')
    await page.getByRole('alert').getByText('Somebody else has changed this draft').waitFor()
    await page.getByRole('button', { name: 'Take theirs' }).click()
    await expectValue(nameField(page), 'His')
  })

  it('of whom one pauses: the other sees it without a reload', async () => {
    const { data } = await stack.call<{ data: { name: string; definition: object }[] }>('GET', '/api/v1/autopilots/templates')
    const template = data.find(({ name }) => name === 'reactivation') ?? data[0]
    const offer = (await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/offers?limit=1')).data[0]?.id ?? ''
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/autopilots', {
      name: 'Watched by two',
      definition: withOffer(template?.definition ?? {}, offer),
    })
    await stack.call('POST', `/api/v1/autopilots/${id}/publish`, {})
    await stack.call('POST', `/api/v1/autopilots/${id}/enable`, {})
    for (const one of [page, second]) {
      await one.goto(`${stack.url}${autopilots}/${id}`)
      await one.getByText('Running', { exact: true }).waitFor()
    }
    await button('Pause').click()
    const pausing = dialog('Pause “Watched by two”?')
    await pausing.getByRole('radio', { name: 'Wait all over again' }).check()
    await pausing.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused', { exact: true }).waitFor()
    await second.getByText('Paused', { exact: true }).waitFor()
    await second.getByRole('button', { name: 'Go on' }).waitFor()
    await expect.poll(() => stack.call('GET', `/api/v1/autopilots/${id}`)).toMatchObject({ status: 'disabled' })
  })

  it('have seen no script break', () => {
    expect(complaints).toEqual([])
  })
})

/** Each of its voucher steps gives vouchers of the offer. */
function withOffer(definition: object, offerId: string): object {
  const { steps = [] } = definition as { steps?: { kind: string }[] }
  return { ...definition, steps: steps.map((step) => (step.kind === 'voucher' ? { ...step, offerId } : step)) }
}
