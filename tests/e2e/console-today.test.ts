import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { changeSettings } from '../../db/queries/settings.ts'
import { expectAccessible, findViolations, openWhole } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { waitUntilStill } from './still-page.ts'
import { expectAddress, expectCount, expectInPage, expectNone, expectText, expectTexts, expectValue, readNumber } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]

const { button, dialog, heading, region } = locateOn(() => page)
const open = (path: string) => openWhole(page, stack.url + path)

describe('the morning of an empty store', () => {
  beforeAll(async () => {
    stack = await startConsoleStack({ customers: 0 })
    ;({ page, complaints } = await createConsolePage(stack))
    await enterConsole(stack, page)
  }, 300_000)
  afterAll(() => stack?.close())

  it('says what to do first, and ticks what is really there', async () => {
    const steps = region('First steps')
    await steps.getByText('0 of 5').waitFor()
    await region('What is going on').getByText('Nothing is going on').waitFor()
    await waitUntilStill(page)
    for (const name of ['Suggested next sends', 'Segments']) await expectNone(region(name), { beside: steps })

    await changeSettings(stack.pool, 'store', {
      sender: { name: 'Shop', email: 'hello@shop.example' },
      postalAddress: 'Shop, 1 Row, Berlin',
    })
    await stack.call('POST', '/api/v1/customers', { externalId: 'first' })
    await open('/')
    await steps.getByText('2 of 5').waitFor()
    await expectTexts(steps.getByRole('listitem').filter({ has: page.getByLabel('Done') }), ['Say who you are', 'Import your customers'])
    await steps.getByRole('link', { name: 'Import your orders' }).click()
    await heading('Import a file').waitFor()
  })

  it('is accessible in light and dark', async () => {
    await expectAccessible(page, `${stack.url}/`)
    expect(complaints).toEqual([])
  })
})

describe('the morning of a store that is under way', () => {
  beforeAll(async () => {
    stack = await startConsoleStack({ customers: 500 })
    ;({ page, complaints } = await createConsolePage(stack))
    await enterConsole(stack, page)
  }, 300_000)
  afterAll(() => stack?.close())

  it('suggests sends with whom they would reach, one click from a prepared draft', async () => {
    const card = page.getByRole('article', { name: 'Win back people at risk' })
    const people = await readNumber(card.getByRole('link', { name: /people$/ }))
    expect(people).toBeGreaterThan(0)
    await expectText(card, /, \d+ reachable \(Email \d+/)
    await card.getByRole('button', { name: /^Prepare a draft/ }).click()
    await expectValue(page.getByRole('textbox', { name: 'Subject' }), /We miss you/)
    await page.getByText(new RegExp(`^${people} people in the audience`)).waitFor()
  })

  it('leads from each segment to its people, and from a change to who has come in', async () => {
    await open('/')
    const row = region('Segments').getByRole('row', { name: /^Repeat / })
    const size = await readNumber(row.getByRole('link').first())
    await row.getByRole('link').first().click()
    await heading('Customers').waitFor()
    await expectAddress(page, 'segment=repeat')
    await expectCount(region('Customers').getByRole('row'), Math.min(size, 50) + 1)
    await page.goto(`${stack.url}/customers?segment=repeat&since=2020-01-01`)
    await page.getByText(/^Only those who have come into Repeat since/).waitFor()
    await expectCount(region('Customers').getByRole('row'), Math.min(size, 50) + 1)
    await button('Show all of the segment').click()
    await expectAddress(page, /^(?!.*since)/)
  })

  it('shows broadcasts, promotions and autopilots that are on, and follows them', async () => {
    const draft = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
      name: 'Later today',
      message: { channel: 'email', subject: 'Later', html: '<p>Later</p>' },
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
      schedule: { kind: 'at', at: new Date(Date.now() + 86_400_000).toISOString() },
    })
    await stack.call('POST', `/api/v1/broadcasts/${draft.id}/send`)
    await open('/')
    const row = region('What is going on').getByRole('row', { name: /Later today/ })
    await row.getByText('Scheduled', { exact: true }).waitFor()
    await stack.call('POST', `/api/v1/broadcasts/${draft.id}/cancel`)
    // Without a reload.
    await expectNone(row, { beside: region('What is going on') })
  })

  it('says what is wrong with the system and the campaigns, and nothing else', async () => {
    await stack.pool`INSERT INTO outbox (kind, payload, created_at) SELECT 'nobody_takes_this', '{}', now() - interval '1 hour'`
    await open('/')
    const problems = region('Needs a look')
    await problems.getByText(/Outbox/).waitFor()
    await problems.getByRole('link', { name: 'The system' }).click()
    await expectAddress(page, /\/reports\/voucher-campaigns\/system-health$/)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await stack.pool`DELETE FROM outbox WHERE kind = 'nobody_takes_this'`
  })

  it('asks everything at once, and no question waits for another', async () => {
    const asked: { path: string; at: number }[] = []
    // The page that one comes from asks no more.
    await page.goto('about:blank')
    page.on('request', (request) => {
      const { pathname } = new URL(request.url())
      // The stream of changes is no question of the page's.
      if (pathname.startsWith('/api/v1/') && pathname !== '/api/v1/changes') asked.push({ path: pathname, at: performance.now() })
    })
    await open('/')
    const wanted = ['/api/v1/today', '/api/v1/today/campaigns', '/api/v1/today/results', '/api/v1/system-health']
    // A page is loaded before its scripts have asked for anything.
    await expect.poll(() => asked.map(({ path }) => path), { timeout: 30_000 }).toEqual(expect.arrayContaining(wanted))
    page.removeAllListeners('request')
    const paths = asked.map(({ path }) => path)
    // What the answers lead to is asked after these.
    const last = Math.max(...wanted.map((path) => paths.indexOf(path)))
    expect(new Set(paths.slice(0, last + 1)).size).toBeLessThan(10)
  })

  it('is found from anywhere by keyboard: pages, campaigns and customers', async () => {
    await stack.call('POST', '/api/v1/customers', { externalId: 'zz-9', firstName: 'Zoe', lastName: 'Zimmermann' })
    await open('/customers')
    // Nobody listens for keys before the page is drawn.
    await heading('Customers').waitFor()
    await page.keyboard.press('Control+K')
    const search = page.getByRole('combobox', { name: /^Search for a page/ })
    await search.fill('pending')
    await page.getByRole('option', { name: 'Who is waiting, Also' }).waitFor()
    await page.keyboard.press('Enter')
    await heading('Who is waiting').waitFor()
    await page.keyboard.press('Control+K')
    await search.fill('later')
    await page.getByRole('option', { name: 'Later today, Broadcasts' }).waitFor()
    await search.fill('zimmer')
    await page.getByRole('option', { name: 'Zoe Zimmermann, Customers' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await heading('Zoe Zimmermann').waitFor()
    await expectInPage(page, 'document.title', 'Zoe Zimmermann · Regulars')
  })

  it('has a page for an address that nobody knows, a way past the navigation, and a drawer on a phone', async () => {
    await open('/nowhere')
    await heading('There is no such page').waitFor()
    await page.getByRole('link', { name: 'Go to today' }).click()
    await heading('Today').waitFor()
    await page.reload()
    await heading('Today').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expectInPage(page, 'document.activeElement?.id', 'content')

    await page.setViewportSize({ width: 390, height: 844 })
    const outOfTheWay = page.locator('[inert] nav[aria-label=Main]')
    await expectCount(outOfTheWay, 1)
    await button('Open the menu').click()
    await expectCount(outOfTheWay, 0)
    await page.keyboard.press('Escape')
    await expectCount(outOfTheWay, 1)
    await button('Open the menu').click()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audiences' }).click()
    await heading('Audiences').waitFor()
    await expectCount(outOfTheWay, 1)
    // The menu that had the focus is gone.
    await expectInPage(page, 'document.activeElement?.id', 'content')
    await button('Search').click()
    await dialog('Go to').waitFor()
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('has all of its navigation in sight on a usual screen, the page that is open on a low one, and marks one entry at a time', async () => {
    const navigation = page.getByRole('navigation', { name: 'Main' })
    const marked = navigation.locator('a:is([aria-current], [data-active])')
    const hidden = `(() => {
      const list = document.querySelector('nav[aria-label=Main]')
      const { top, bottom } = list.closest('.mantine-ScrollArea-viewport').getBoundingClientRect()
      const isHidden = (link) => { const box = link.getBoundingClientRect(); return box.top < top - 1 || box.bottom > bottom + 1 }
      return [...list.querySelectorAll('a')].filter(isHidden).map((link) => link.textContent).join()
    })()`
    await page.setViewportSize({ width: 1360, height: 900 })
    await open('/reports/voucher-campaigns/customer-engagement')
    await navigation.getByRole('link', { name: 'Sandbox inbox' }).waitFor()
    await expectInPage(page, hidden, '')
    await expectTexts(marked, ['Voucher campaigns'])
    await page.getByRole('tab', { name: 'System' }).click()
    await expectTexts(marked, ['System'])
    await page.setViewportSize({ width: 1360, height: 420 })
    await open('/settings/members')
    await expectTexts(marked, ['Settings'])
    await expectInPage(page, `!${hidden}.includes('Settings')`, true)
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('is accessible in light and dark, and breaks no rule of its own', async () => {
    await expectAccessible(page, `${stack.url}/`)
    await expectAccessible(page, `${stack.url}/nowhere`)
    expect(complaints).toEqual([])
  })
})
