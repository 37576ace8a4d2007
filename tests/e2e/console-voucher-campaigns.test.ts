import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations } from './accessibility.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

/** What runs behind the pages takes its time on a busy machine. */
const soon = { timeout: 30_000 }

let stack: ConsoleStack
let page: Page
/** What the browser complained about: an error of a script, or a breach of the content security policy. */
const complaints: string[] = []

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 500 })
  const context = await stack.browser.newContext({ viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // Answers that a test provokes, and what asking for something inside of the sandboxed preview costs.
    if (message.type() === 'error' && !/Failed to load resource|about:srcdoc/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(stack.url)
  await button('Open the console').click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
}, 180_000)

afterAll(() => stack?.close())

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const dialog = (name: string | RegExp) => page.getByRole('dialog', { name })
const region = (name: string | RegExp) => page.getByRole('region', { name, exact: typeof name === 'string' })
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 })
const open = (path: string) => page.goto(stack.url + path)
const idOf = (url: string) => /\/((?:aut|prm|off|jrn)_\w+)/.exec(url)?.[1] ?? ''

async function choose(within: Page | Locator, label: string, option: string | RegExp): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option, exact: typeof option === 'string' }).click()
}

interface Journey {
  id: string
  customerId: string
  step: string | null
}

describe('offers in the console', () => {
  it('are made, given by hand, looked up by code and revoked', async () => {
    await open('/offers')
    await page.getByText('No offer yet').waitFor()
    await page.getByRole('link', { name: 'New offer' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ten percent back')
    await page.getByRole('textbox', { name: 'At most', exact: true }).fill('5')
    await button('Save the offer').click()
    await heading('Ten percent back').waitFor()
    await page.getByText('10 % off, at most €5.00 · 7 days from delivery').waitFor()

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
    await region('What happened to it').getByText('Revoked through the API.').waitFor()
    await page.getByRole('textbox', { name: 'Code' }).fill('AAAA-BBBB-CCCC')
    await button('Look it up').click()
    await page.getByText('There is no such voucher').waitFor()
    expect(await page.getByRole('textbox', { name: 'Code' }).inputValue()).toBe('AAAA-BBBB-CCCC')
  })
})

describe('an autopilot in the console', () => {
  let autopilot: string

  it('is begun with a template, and says at its place what is still to be done', async () => {
    await open('/configuration/voucher-campaign/autopilot')
    await page.getByRole('link', { name: 'New autopilot' }).first().click()
    await page.getByRole('radio', { name: 'Win-back' }).waitFor()
    await button('Create draft').click()
    await heading('Win-back').waitFor()
    autopilot = idOf(page.url())
    const faults = page.getByRole('status').filter({ hasText: 'Still to be done before it can be published' })
    expect(await button('Publish').isDisabled()).toBe(true)
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
      .waitFor(soon)
    expect(await stack.call('GET', `/api/v1/autopilots/${autopilot}`)).toMatchObject({ status: 'enabled', publishedNumber: 1 })
  })

  it('takes a customer from pending trigger to redeemed', async () => {
    const { data } = await stack.call<{ data: Journey[] }>('GET', `/api/v1/journeys?autopilotId=${autopilot}&step=accepted&limit=1`)
    const [journey] = data
    if (journey === undefined) throw new Error('Nobody waits')
    await open(`/configuration/voucher-campaign/pending-triggers?campaign=${autopilot}&customer=${journey.customerId}`)
    const row = region('Waiting').getByRole('row').nth(1)
    await row.getByText('Waiting').waitFor()
    await row.getByRole('link', { name: 'Story' }).click()
    await page.getByText(/^At “Accepted”, waits for the voucher to be accepted/).waitFor()

    // The store's app, and its checkout.
    const vouchers = await stack.call<{ data: { code: string }[] }>('GET', `/api/v1/customers/${journey.customerId}/vouchers?usable=true`)
    const code = vouchers.data[0]?.code ?? ''
    await stack.call('POST', `/api/v1/vouchers/${code}/accept`, {})
    await page.getByText(/^At “Redeemed”, waits for the voucher to be redeemed/).waitFor(soon)
    const basket = { items: [{ quantity: 1, price: { amountMinor: 2500, currency: 'EUR' } }] }
    await stack.call('POST', `/api/v1/vouchers/${code}/redeem`, { order: `order-${randomUUID()}`, basket })
    await page.getByText('It is over, at “Redeemed”.').waitFor(soon)

    await page.getByRole('link', { name: 'The customer' }).click()
    const voucher = region('Vouchers').getByRole('row').filter({ hasText: 'Redeemed' })
    await voucher.getByRole('link').first().click()
    await page.getByText('An order has used it.').waitFor()
    await page.getByText('€2.50', { exact: true }).waitFor()
    expect(await stack.call('GET', `/api/v1/journeys/${journey.id}`)).toMatchObject({ status: 'ended', outcome: 'completed' })
  })

  it('leads from each number to its people, and is paused and retired only on purpose', async () => {
    await open(`/configuration/voucher-campaign/autopilot/${autopilot}`)
    await region('Numbers')
      .getByRole('link', { name: /^[1-9]\d* completed/ })
      .click()
    await region('People').getByRole('row').nth(1).getByText('Completed').waitFor()
    expect(page.url()).toContain('outcome=completed')
    await button('Pause').click()
    await dialog('Pause “Win-back”?').getByRole('radio', { name: 'Wait for what is left' }).check()
    await dialog('Pause “Win-back”?').getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused', { exact: true }).waitFor()
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Retire' }).click()
    const retiring = dialog('Retire “Win-back” for good?')
    expect(await retiring.getByRole('button', { name: 'Retire' }).isDisabled()).toBe(true)
    await retiring.getByRole('button', { name: 'Not now' }).click()
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
    const reachable = Number(/\d+/.exec(await launch.innerText())?.[0])
    await launch.click()
    await page.getByText('Everyone has an outcome; vouchers are open.').waitFor({ timeout: 60_000 })
    await region('Progress')
      .getByRole('row', { name: /^Accepted/ })
      .getByRole('link')
      .click()
    await heading('People of For the regulars').waitFor()
    await expect.poll(() => region('People').getByRole('row').count(), soon).toBe(Math.min(reachable, 25) + 1)

    await page.getByRole('link', { name: 'Back to the promotion' }).click()
    await button('Stop').click()
    const stopping = dialog('Stop “For the regulars” for good?')
    await stopping.getByRole('radio', { name: 'End now' }).check()
    await stopping.getByRole('textbox').fill('For the regulars')
    await stopping.getByRole('button', { name: 'Stop the promotion' }).click()
    await page.getByText('Stopped', { exact: true }).waitFor(soon)
    await region('Vouchers')
      .getByText(/^Revoked [1-9]/)
      .waitFor(soon)
  })
})

describe('diagnostics in the console', () => {
  it('say why somebody did not get it', async () => {
    const { data: promotions } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/promotions')
    await open(`/configuration/voucher-campaign/promotion/${promotions[0]?.id}/people?status=skipped`)
    await region('People').getByRole('row').nth(1).getByRole('link', { name: 'Why' }).click()
    await heading('Why, or why not?').waitFor()
    await region('The answer').getByText('Did not get it', { exact: true }).waitFor()
    await page.getByRole('combobox', { name: 'Campaign' }).click()
    await page.getByRole('option', { name: 'Win-back' }).click()
    await region('The answer').getByRole('status').waitFor()
    expect(page.url()).toMatch(/customer=cus_\w+/)
  })
})

describe('the pages of voucher campaigns', () => {
  const paths = [
    '/offers',
    '/offers/new',
    '/vouchers',
    '/configuration/voucher-campaign/autopilot',
    '/configuration/voucher-campaign/autopilot/new',
    '/configuration/voucher-campaign/promotion',
    '/configuration/voucher-campaign/promotion/new',
    '/configuration/voucher-campaign/health',
    '/configuration/voucher-campaign/pending-triggers',
    '/configuration/voucher-campaign/diagnostics',
    '/reports/voucher-campaigns/overview',
    '/reports/voucher-campaigns/customer-engagement',
    '/reports/voucher-campaigns/campaign-perf',
    '/reports/voucher-campaigns/api-perf',
    '/reports/voucher-campaigns/system-health',
  ]

  it.each(paths)('are accessible at %s, in light and dark', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await open(path)
      await expect.poll(() => page.getByLabel('Loading').count(), soon).toBe(0)
      expect(await page.getByText('This could not be loaded').count(), `${path} has loaded`).toBe(0)
      expect(await findViolations(page)).toEqual([])
    }
  })

  it('are accessible for one of each, with its forms open', async () => {
    const newest = async (path: string) => (await stack.call<{ data: { id: string }[] }>('GET', `${path}?limit=1`)).data[0]?.id ?? ''
    const [offer, autopilot, promotion] = await Promise.all([
      newest('/api/v1/offers'),
      newest('/api/v1/autopilots'),
      newest('/api/v1/promotions'),
    ])
    const pages = [`/offers/${offer}`, `/configuration/voucher-campaign/promotion/${promotion}`]
    for (const view of ['journey', 'people', 'versions', 'try'])
      pages.push(`/configuration/voucher-campaign/autopilot/${autopilot}?view=${view}`)
    for (const path of pages) {
      await open(path)
      await expect.poll(() => page.getByLabel('Loading').count(), soon).toBe(0)
      expect(await findViolations(page), path).toEqual([])
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
