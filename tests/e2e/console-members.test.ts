import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectAccessible, findViolations } from './accessibility.ts'
import { createConsolePage, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { waitUntilNothingMoves, waitUntilStill } from './still-page.ts'
import { expectAddress, expectDisabled, expectEnabled, expectNone, expectValue, readValue } from './page-state.ts'

// Passwords are slow to check on purpose, and axe looks at whole pages.
vi.setConfig({ testTimeout: 240_000 })

const password = 'seven green bottles'
let stack: ConsoleStack
/** The owner's. */
let page: Page
const complaints: string[][] = []
const { button, dialog, heading, region, choose } = locateOn(() => page)

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 0 })
  page = await openBrowser()
}, 300_000)

afterAll(() => stack?.close())

/** One of its own, with its own cookies. */
async function openBrowser(): Promise<Page> {
  const opened = await createConsolePage(stack)
  complaints.push(opened.complaints)
  return opened.page
}

const field = (label: string, on: Page = page) => on.getByRole('textbox', { name: label, exact: true })

async function signIn(on: Page): Promise<void> {
  await field('Email address', on).fill('ada@example.com')
  await field('Password', on).fill(password)
  await on.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Without the navigation, which the first pages do not have. */
async function expectNoViolations(on: Page): Promise<void> {
  await waitUntilNothingMoves(on)
  const { violations } = await new AxeBuilder({ page: on }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
}

describe('the first visit', () => {
  it('asks who the owner is, says what is wrong at its place, and goes on to the page that was asked for', async () => {
    await page.goto(`${stack.url}/audiences`)
    await heading('Welcome to Regulars').waitFor()
    await expectNoViolations(page)
    await field('Your name').fill('Ada')
    await field('Email address').fill('ada@example.com')
    await field('Password').fill('ada@example.com')
    await button('Create the owner').click()
    await page.getByText('Too close to your name').waitFor()
    await expectValue(field('Your name'), 'Ada')
    await field('Password').fill(password)
    await button('Create the owner').click()
    await heading('Audiences').waitFor()
    await expectAddress(page, /\/audiences$/)
  })

  it('keeps the session out of reach of scripts', async () => {
    await waitUntilStill(page)
    await expect
      .poll(() => page.evaluate('document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })'))
      .not.toMatch(/regulars-3000|reg_/)
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ name: 'regulars-3000', httpOnly: true, sameSite: 'Strict' })
  })
})

describe('signing out and in', () => {
  it('leads back to the page that was asked for, and keeps what was typed where it is refused', async () => {
    await button('Sign out').click()
    await heading('Sign in').waitFor()
    await expectNoViolations(page)
    await page.goto(`${stack.url}/settings/members`)
    await field('Email address').fill('ada@example.com')
    await field('Password').fill('not the password')
    await button('Sign in').click()
    await page.getByText('Email address or password is not right').waitFor()
    await expectValue(field('Email address'), 'ada@example.com')
    await field('Password').fill(password)
    await page.keyboard.press('Enter')
    await heading('Members').waitFor()
    await region('Members').getByText('ada@example.com').waitFor()
  })

  it('is one click on the installation’s own machine', async () => {
    const other = await openBrowser()
    await other.goto(`${stack.url}/settings/account`)
    await other.getByRole('button', { name: 'Continue as the owner' }).click()
    await expectValue(field('Name', other), 'Ada')
    await other.context().close()
  })
})

describe('somebody who is invited', () => {
  let viewer: Page

  it('comes in by a link, once', async () => {
    await page.goto(`${stack.url}/settings/members`)
    await field('Email address').fill('bo@example.com')
    await choose(region('Invite somebody'), 'Role', 'Viewer')
    await button('Make a link').click()
    await button('Mail it to bo@example.com').click()
    await page.getByText('Mailed to bo@example.com').waitFor()
    await expect
      .poll(async () => (await stack.call<{ data: object[] }>('GET', '/api/v1/dev/inbox/messages?q=invited')).data)
      .toMatchObject([{ recipient: 'bo@example.com' }])
    const link = new URL(await readValue(field('Link'), /^http/))
    viewer = await openBrowser()
    await viewer.goto(`${stack.url}${link.pathname}${link.hash}`)
    await viewer.getByText('You will be a viewer of this Regulars').waitFor()
    // The secret is not left in the address bar.
    await expectAddress(viewer, /^[^#]*$/)
    await expectNoViolations(viewer)
    await field('Your name', viewer).fill('Bo')
    await field('Password', viewer).fill('eight brown bears')
    await viewer.getByRole('button', { name: 'Join' }).click()
    await viewer.getByRole('link', { name: /^Bo/ }).waitFor()
    const late = await openBrowser()
    await late.goto(`${stack.url}${link.pathname}${link.hash}`)
    await late.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
    await late.context().close()
  })

  it('and may only look, sees what there is, cannot send, and is told why', async () => {
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
      name: 'Spring',
      channel: 'email',
      message: { channel: 'email', subject: 'Hello', html: '<p>Hello</p>' },
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
    })
    await viewer.goto(`${stack.url}/configuration/marketing-campaign`)
    await viewer.getByRole('link', { name: 'Spring' }).waitFor()
    await viewer.goto(`${stack.url}/configuration/marketing-campaign/${id}`)
    await viewer.getByText('You are a viewer.').first().waitFor()
    await expectDisabled(viewer.getByRole('button', { name: 'Review and send' }))
    await expectDisabled(viewer.getByRole('textbox', { name: 'Subject' }))
    await viewer.goto(`${stack.url}/settings/members`)
    await viewer.getByText('Only an owner may do this.').waitFor()
    await expectNone(viewer.getByRole('button', { name: 'Make a link' }), { beside: viewer.getByText('Only an owner may do this.') })
    expect(await findViolations(viewer)).toEqual([])
  })

  it('may do more with the next request once an owner says so', async () => {
    await page.goto(`${stack.url}/settings/members`)
    await choose(page, 'Role of Bo', 'Operator')
    await expectValue(page.getByRole('combobox', { name: 'Role of Bo' }), 'Operator')
    await viewer.goto(`${stack.url}/configuration/marketing-campaign`)
    await viewer.getByRole('link', { name: 'Spring' }).click()
    await expectEnabled(viewer.getByRole('textbox', { name: 'Subject' }))
    await viewer.context().close()
  })
})

describe('a session that is ended in another browser', () => {
  it('asks to sign in over the page that is open, and what was typed is still there', async () => {
    const elsewhere = await openBrowser()
    await elsewhere.goto(`${stack.url}/settings/account`)
    await signIn(elsewhere)
    await page.goto(`${stack.url}/settings/members`)
    await field('Email address').fill('cy@example.com')
    await elsewhere.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await expectNone(elsewhere.getByRole('button', { name: /^End the session/ }), { beside: elsewhere.getByRole('heading', { level: 1 }) })
    await button('Make a link').click()
    const signedOut = dialog('You have been signed out')
    await signedOut.waitFor()
    await expectNoViolations(page)
    await signedOut.getByLabel('Password', { exact: true }).fill(password)
    await signedOut.getByRole('button', { name: 'Sign in', exact: true }).click()
    await signedOut.waitFor({ state: 'detached' })
    await expectValue(field('Email address'), 'cy@example.com')
    await button('Make a link').click()
    await page.getByText('A link for cy@example.com').waitFor()
    await elsewhere.context().close()
  })
})

it('every page can be used by everybody', async () => {
  expect.hasAssertions()
  for (const path of ['/settings/members', '/settings/api-keys', '/settings/account']) await expectAccessible(page, stack.url + path)
})

it('an API key is shown once, works, and is revoked by its name', async () => {
  await page.goto(`${stack.url}/settings/api-keys`)
  await field('Name').fill('Checkout')
  await page.getByRole('radio', { name: 'A checkout that takes vouchers' }).check()
  await button('Make the key').click()
  const key = await readValue(field('API key'), /^reg_/)
  const ask = async () => (await fetch(`${stack.url}/api/v1/vouchers/BCDF`, { headers: { authorization: `Bearer ${key}` } })).status
  expect(await ask()).toBe(422)
  await page.reload()
  await region('Keys').getByText('Checkout').waitFor()
  await expectNone(page.getByText(key), { beside: region('Keys').getByText('Checkout') })
  await button('Revoke the key Checkout').click()
  await dialog('Revoke Checkout?').getByRole('textbox').fill('Checkout')
  await dialog('Revoke Checkout?').getByRole('button', { name: 'Revoke for good' }).click()
  await region('Keys')
    .getByText(/^Revoked/)
    .waitFor()
  expect(await ask()).toBe(401)
})

it('nothing broke a script or the content security policy', () => {
  expect(complaints.flat()).toEqual([])
})
