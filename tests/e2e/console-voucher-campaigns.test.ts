import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations, openWhole } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { expectAddress, expectCount, expectValue, readNumber } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 500 })
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
}, 300_000)

afterAll(() => stack?.close())

const { button, choose, dialog, heading, region } = locateOn(() => page)
const open = (path: string) => page.goto(stack.url + path)

describe('offers in the console', () => {
  it('are made, given by hand, looked up by code and revoked', async () => {
    await open('/offers')
    await page.getByText('No offer yet').waitFor()
    await page.getByRole('link', { name: 'New offer' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ten percent back')
    await page.getByRole('textbox', { name: 'At most', exact: true }).fill('5')
    await button('Save the offer').click()
    await heading('Ten percent back').waitFor()
    await page.getByText('10% off, at most €5.00 · 7 days from delivery').waitFor()

    const [person] = (await stack.call<{ data: { externalId: string }[] }>('GET', '/api/v1/customers?limit=1')).data
    await region('Give one by hand')
      .getByRole('combobox', { name: 'To' })
      .fill(person?.externalId ?? '')
    await page.getByRole('option', { name: new RegExp(`· ${person?.externalId}$`) }).click()
    await button('Give a voucher').click()
    await region('Give one by hand').getByRole('status').getByRole('link').click()
    await heading('Look up a voucher').waitFor()
    await page.getByText('It has reached the customer.').waitFor()
    await button('Revoke').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click()
    await page.getByText('It was ended before it was used.').waitFor()
    await region('What happened to it').getByText('Revoked in the console.').waitFor()
    await page.getByRole('textbox', { name: 'Code' }).fill('AAAA-BBBB-CCCC')
    await button('Look it up').click()
    await page.getByText('There is no such voucher').waitFor()
    await expectValue(page.getByRole('textbox', { name: 'Code' }), 'AAAA-BBBB-CCCC')
  })
})

describe('a promotion in the console', () => {
  it('is written, launched for a number that is named, followed and stopped', async () => {
    await open('/configuration/voucher-campaign/promotion')
    await page.getByRole('link', { name: 'New promotion' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('For the regulars')
    await choose(page, 'Offer', /^Ten percent back/)
    await button('Create draft').click()
    await page.getByRole('textbox', { name: 'Subject' }).fill('Yours: {{ voucher.code }}')
    await region('Preview').getByText('Yours: BCDF-GHJK-MNPQ').waitFor()
    await page.getByRole('combobox', { name: 'Everyone in any of these' }).click()
    await page.getByRole('option', { name: /^VIP/ }).click()
    await page.keyboard.press('Escape')
    await page
      .getByText('Ready to be sent.')
      .or(page.getByText(/^\d+ vouchers?$/))
      .first()
      .waitFor()

    await button('Review and launch').click()
    const launch = page.getByRole('dialog').getByRole('button', { name: /^Launch for [1-9]\d* (people|person)$/ })
    const reachable = await readNumber(launch)
    await launch.click()
    await page.getByText('Everyone has an outcome; vouchers are open.').waitFor()
    await region('Progress')
      .getByRole('row', { name: /^Accepted/ })
      .getByRole('link')
      .click()
    await heading('People of For the regulars').waitFor()
    await expectCount(region('People').getByRole('row'), Math.min(reachable, 25) + 1)

    await page.getByRole('link', { name: 'Back to the promotion' }).click()
    await button('Stop').click()
    const stopping = dialog('Stop “For the regulars” for good?')
    await stopping.getByRole('radio', { name: 'End now' }).check()
    await stopping.getByRole('textbox').fill('For the regulars')
    await stopping.getByRole('button', { name: 'Stop the promotion' }).click()
    await page.getByText('Stopped', { exact: true }).waitFor()
    await region('Vouchers')
      .getByText(/^Revoked [1-9]/)
      .waitFor()
  })
})

describe('diagnostics in the console', () => {
  it('say why somebody did not get it', async () => {
    const { data: promotions } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/promotions')
    await open(`/configuration/voucher-campaign/promotion/${promotions[0]?.id}/people?status=skipped`)
    await region('People').getByRole('row').nth(1).getByRole('link', { name: 'Why' }).click()
    await heading('Why, or why not?').waitFor()
    await region('The answer').getByText('Did not get it', { exact: true }).waitFor()
    await expectAddress(page, /customer=cus_\w+/)
  })
})

describe('the pages of voucher campaigns', () => {
  it('are accessible for one of each', async () => {
    const newest = async (path: string) => (await stack.call<{ data: { id: string }[] }>('GET', `${path}?limit=1`)).data[0]?.id ?? ''
    const [offer, promotion] = await Promise.all([newest('/api/v1/offers'), newest('/api/v1/promotions')])
    for (const path of [`/offers/${offer}`, `/configuration/voucher-campaign/promotion/${promotion}`]) {
      await openWhole(page, stack.url + path)
      expect(await findViolations(page), path).toEqual([])
    }
  })

  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
