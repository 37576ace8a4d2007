import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findViolations } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { expectAddress, expectCount, expectNone, expectValue } from './page-state.ts'

vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 300 })
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
}, 300_000)

beforeEach(() => page.unrouteAll({ behavior: 'wait' }))

afterAll(() => stack?.close())

const { button, dialog, heading } = locateOn(() => page)
const banner = () => page.getByText('Regulars cannot be reached; trying again')

async function goAway(): Promise<void> {
  await stack.api.goAway()
}

async function comeBack(): Promise<void> {
  await stack.api.comeBack()
  // By itself, however long the pause between two tries has grown by now.
  await banner().waitFor({ state: 'detached' })
}

const broadcasts = '/configuration/marketing-campaign'
const countBroadcasts = async (name: string) =>
  (await stack.call<{ data: object[] }>('GET', `/api/v1/broadcasts?q=${encodeURIComponent(name)}`)).data.length

describe('while the API is away', () => {
  it('what is known stays, a calm banner says so, and all of it is fresh again afterwards', async () => {
    await page.goto(`${stack.url}/customers`)
    const rows = page.getByRole('region', { name: 'Customers' }).getByRole('row')
    // Fifty on a page, and the head.
    await expectCount(rows, 51)
    await goAway()
    await page.getByRole('textbox', { name: 'Search customers' }).fill('nobody at all')
    await banner().waitFor()
    await button('Try now').waitFor()
    await expectCount(rows, 51)
    await expectNone(page.getByRole('alert').getByText('could not'), { beside: banner() })
    expect(await findViolations(page)).toEqual([])
    await comeBack()
    await page.getByText('Nobody matches').waitFor()
  })

  it('a page that was never open opens once it is back', async () => {
    await page.goto(`${stack.url}/customers`)
    await page.getByRole('region', { name: 'Customers' }).getByRole('row').nth(1).waitFor()
    await goAway()
    await page.getByRole('link', { name: 'Offers', exact: true }).click()
    await banner().waitFor()
    await comeBack()
    await heading('Offers').waitFor()
    await expectAddress(page, /\/offers$/)
  })

  it('a form keeps what was typed, and is sent once', async () => {
    await page.goto(`${stack.url}${broadcasts}/add/new`)
    await page.getByRole('textbox', { name: 'Name' }).fill('Typed while away')
    await goAway()
    await button('Create draft').click()
    await page.getByRole('alert').getByText('Regulars cannot be reached. What you typed is kept').waitFor()
    await banner().waitFor()
    await expectValue(page.getByRole('textbox', { name: 'Name' }), 'Typed while away')
    await comeBack()
    await button('Create draft').click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await countBroadcasts('Typed while away')).toBe(1)
  })

  it('a form whose answer was lost on the way is sent again under the same key, and made once', async () => {
    const keys: (string | undefined)[] = []
    let isLost = true
    await page.route('**/api/v1/broadcasts', async (route: Route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      keys.push(route.request().headers()['idempotency-key'])
      if (!isLost) return route.continue()
      isLost = false
      await route.fetch()
      await route.abort('connectionreset')
    })
    await page.goto(`${stack.url}${broadcasts}/add/new`)
    await page.getByRole('textbox', { name: 'Name' }).fill('Answered to nobody')
    await button('Create draft').click()
    await page.getByRole('alert').getByText('Regulars cannot be reached. What you typed is kept').waitFor()
    await button('Create draft').click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(keys).toHaveLength(2)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[1]).toBe(keys[0])
    expect(await countBroadcasts('Answered to nobody')).toBe(1)
  })

  it('a draft is saved by itself once it is back', async () => {
    const draft = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', { name: 'Draft', message: { channel: 'sms', text: '' } })
    await page.goto(`${stack.url}${broadcasts}/${draft.id}`)
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    await text.waitFor()
    await goAway()
    await text.fill('Summer sale. Stop: reply STOP')
    await page.getByText('Not saved', { exact: true }).waitFor()
    await text.fill('Autumn sale. Stop: reply STOP')
    await comeBack()
    await page.getByText('Saved', { exact: true }).waitFor()
    await expect
      .poll(() => stack.call('GET', `/api/v1/broadcasts/${draft.id}`))
      .toMatchObject({ message: { text: 'Autumn sale. Stop: reply STOP' } })
  })

  it('a stream is taken up again, and shows what happened since', async () => {
    const draft = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
      name: 'Later',
      message: { channel: 'sms', text: 'Later. Stop: reply STOP' },
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
      schedule: { kind: 'at', at: new Date(Date.now() + 86_400_000).toISOString() },
    })
    await stack.call('POST', `/api/v1/broadcasts/${draft.id}/send`, {})
    await page.goto(`${stack.url}${broadcasts}/${draft.id}`)
    await page.getByText('Waits for its time.').waitFor()
    await goAway()
    await banner().waitFor()
    await comeBack()
    await stack.call('POST', `/api/v1/broadcasts/${draft.id}/pause`, {})
    await button('Resume').waitFor()
    await expectNone(banner(), { beside: button('Resume') })
  })
})

describe('an API that asks for patience', () => {
  it('is left alone for as long as it says', async () => {
    const at: number[] = []
    await page.route(/\/api\/v1\/offers(\?.*)?$/, async (route) => {
      at.push(Date.now())
      if (at.length > 1) return route.continue()
      await route.fulfill({
        status: 429,
        headers: { 'Retry-After': '2' },
        contentType: 'application/problem+json',
        body: '{"code":"rate_limited"}',
      })
    })
    await page.goto(`${stack.url}/offers`)
    await page.getByText('No offer yet').waitFor()
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(1_900)
  })

  it('without its database is away, until it has it again', async () => {
    let isWithout = true
    await page.route('**/api/v1/**', async (route) => {
      if (!isWithout) return route.fallback()
      await route.fulfill({
        status: 503,
        headers: { 'Retry-After': '1' },
        contentType: 'application/problem+json',
        body: '{"code":"database_unavailable","title":"The database cannot be reached"}',
      })
    })
    await page.goto(`${stack.url}/customers`)
    await banner().waitFor()
    isWithout = false
    await button('Try now').click()
    await page.getByRole('region', { name: 'Customers' }).getByRole('row').nth(1).waitFor()
    await banner().waitFor({ state: 'detached' })
    await expectNone(page.getByRole('alert'), { beside: page.getByRole('region', { name: 'Customers' }).getByRole('row') })
  })

  it('that does not know the session leads to the sign-in, and back to the same page with what was typed', async () => {
    await page.goto(`${stack.url}/customers`)
    await page.getByRole('region', { name: 'Customers' }).getByRole('row').nth(1).waitFor()
    await page.route('**/api/v1/customers?**', (route) =>
      route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"code":"unauthenticated","title":"Sign in"}' }),
    )
    await page.getByRole('textbox', { name: 'Search customers' }).fill('nobody at all')
    const over = dialog('You have been signed out')
    await over.waitFor()
    await page.unrouteAll({ behavior: 'wait' })
    await over.getByRole('button', { name: 'Continue as the owner' }).click()
    await over.waitFor({ state: 'detached' })
    await page.getByText('Nobody matches').waitFor()
    await expectValue(page.getByRole('textbox', { name: 'Search customers' }), 'nobody at all')
  })
})

it('never broke a script', () => {
  expect(complaints).toEqual([])
})
