import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { expectAddress, expectDisabled, expectFocus, expectText, expectValue, readValue } from './page-state.ts'

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

const { button, choose } = locateOn(() => page)
const open = (path: string) => page.goto(stack.url + path)
const region = (name: string | RegExp) => page.getByRole('region', { name })
const text = () => page.getByRole('textbox', { name: 'As text' })

describe('audiences in the console', () => {
  it('are built from the catalogue, counted while they are built, and saved', async () => {
    await open('/audiences')
    await page.getByText('No audience yet').waitFor()
    await page.getByRole('link', { name: 'New audience' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Good customers')

    await button('Condition').click()
    const first = page.getByRole('group', { name: 'Condition' }).nth(0)
    // The new field has the focus: one may type at once.
    await expectFocus(first.getByRole('combobox', { name: 'Field' }))
    await page.keyboard.type('Orders: how')
    await page.getByRole('option', { name: /^Orders: how many/ }).click()
    await first.getByRole('textbox', { name: 'Value' }).fill('3')
    await first.getByRole('button', { name: '+ only within a time' }).click()
    await first.getByRole('textbox', { name: 'How many' }).fill('365')
    await expectValue(text(), 'orders.count(last 365d) >= 3')
    await page
      .getByRole('status', { name: 'In words' })
      .getByText(/^Who .*ordered at least 3 times/)
      .waitFor()
    await region(/^[1-9]\d* people$/).waitFor()
    await region(/^[1-9]\d* people$/)
      .getByText(/counted in/)
      .waitFor()

    await button('Group').first().click()
    const second = page.getByRole('group', { name: 'Where' }).getByRole('group', { name: 'Condition' })
    await expectFocus(second.getByRole('combobox', { name: 'Field' }))
    await page.keyboard.type('Segment')
    await page.getByRole('option', { name: /^Segment One of the nine/ }).click()
    await page.getByText('Something is still to be chosen').waitFor()
    await choose(second, 'Operator', 'is one of')
    await second.getByRole('combobox', { name: 'Values' }).click()
    await page.getByRole('option', { name: 'VIP' }).click()
    await page.getByRole('option', { name: 'Repeat' }).click()
    await page.keyboard.press('Escape')
    await expectValue(text(), 'orders.count(last 365d) >= 3 and any(segment in (vip, repeat))')

    await button('Save').click()
    await page.getByRole('heading', { name: 'Good customers', level: 1 }).waitFor()
    await region('Members').getByRole('row').nth(1).getByRole('link').waitFor()
  })

  it('say where a text is wrong, keep it, and follow it once it is right', async () => {
    const before = await readValue(text(), /^orders\.count/)
    await text().fill('orders.count(last 365d) >= 3 and sity = "Berlin"')
    await page.getByText('Unknown field “sity”').first().waitFor()
    await expectText(page.getByLabel('The place that is wrong'), `…unt(last 365d) >= 3 and sity = "Berlin"\n${' '.repeat(25)}^^^^`)
    await expectDisabled(page.getByRole('combobox', { name: 'Field' }).first())
    await button('Go there').click()
    await expectFocus(text())
    await page.keyboard.type('city')
    await expectValue(text(), 'orders.count(last 365d) >= 3 and city = "Berlin"')
    const built = page.getByRole('group', { name: 'Condition' }).nth(1)
    await expectValue(built.getByRole('combobox', { name: 'Value' }), 'Berlin')

    // Nothing typed is lost by a click on a link.
    await page.getByRole('link', { name: 'Customers' }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay' }).click()
    await expectValue(text(), /Berlin/)
    await text().fill(before)
    await page.getByText('counted in').waitFor()
  })

  it('show what the API has against a part of the rule at that part', async () => {
    await button('Condition').first().click()
    const age = page.getByRole('group', { name: 'Condition' }).last()
    await expectFocus(age.getByRole('combobox', { name: 'Field' }))
    await page.keyboard.type('Age')
    await page.getByRole('option', { name: /^Age Whole years/ }).click()
    await choose(age, 'Operator', 'is between')
    await age.getByRole('textbox', { name: 'From' }).fill('30')
    await age.getByRole('textbox', { name: 'To' }).fill('20')
    await expectText(age.getByRole('alert'), 'Must have the lower value first')
    await age.getByRole('button', { name: 'Take this condition out' }).click()
    await page.getByText('counted in').waitFor()
  })

  it('are no longer counted once the rule is another', async () => {
    await open('/audiences/new')
    await page.route('**/audiences/preview', () => undefined)
    const asked = page.waitForRequest('**/audiences/preview')
    await text().fill('city = "Berlin"')
    await asked
    const left = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/audiences/preview'))
    await text().fill('city = "Hamburg"')
    expect((await left).failure()?.errorText).toBe('net::ERR_ABORTED')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await text().fill('city = "Munich"')
    await page.getByText('counted in').waitFor()
    await text().fill('')
  })

  it('are pinned, and seen with their figures on today', async () => {
    await open('/audiences')
    await page.getByRole('link', { name: 'Good customers', exact: true }).click()
    await button('Pin').click()
    await button('Unpin').waitFor()
    await open('/')
    const card = region('Good customers')
    await card.getByText('Average order').waitFor()
    await card.getByRole('link', { name: /^[1-9]\d* people$/ }).click()
    await page.getByRole('heading', { name: 'Good customers', level: 1 }).waitFor()
    await expectAddress(page, /\/audiences\/aud_\w+#members$/)
  })

  it('are exported as a file that can be downloaded', async () => {
    await button('Write CSV').click()
    const download = page.waitForEvent('download')
    await button('Download').click()
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
    expect(lines[0]).toContain('email')
    expect(lines.length).toBeGreaterThan(1)
  })

  it('are written to with one click, with a rule made in place beside them', async () => {
    await open('/audiences')
    await region('Saved audiences').getByRole('button', { name: 'Write to Good customers' }).click()
    await page.getByText(/^[1-9]\d* people in the audience/).waitFor()
    await button('Add a rule to: But nobody in these').click()
    const dialog = page.getByRole('dialog', { name: 'A rule for this broadcast' })
    await dialog.getByRole('textbox', { name: 'As text' }).fill('everyone')
    await dialog.getByRole('status', { name: 'Count' }).getByText('500 people').waitFor()
    await dialog.getByRole('button', { name: 'Use this rule' }).click()
    await page.getByText(/people in the audience; 0 can be reached/).waitFor()
    // It is saved a moment after it is counted.
    await expect
      .poll(async () => (await stack.call<{ data: object[] }>('GET', '/api/v1/broadcasts')).data[0])
      .toMatchObject({ audience: { include: [{ kind: 'audience' }], exclude: [{ kind: 'rule', rule: { all: [] } }] } })
  })

  it('that are archived say so where they are used, and what to do', async () => {
    const { data } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/audiences')
    await stack.call('POST', `/api/v1/audiences/${data[0]?.id}/archive`, {})
    const { data: drafts } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/broadcasts')
    await open(`/configuration/marketing-campaign/${drafts[0]?.id}`)
    const alert = page.getByRole('alert').filter({ hasText: 'The audience “Good customers” is archived' })
    await alert.getByRole('button', { name: 'Take it out' }).click()
    await alert.waitFor({ state: 'detached' })
    await open(`/audiences/${data[0]?.id}`)
    await button('Restore').click()
    await button('Archive').waitFor()
    expect(await stack.call('GET', `/api/v1/audiences/${data[0]?.id}`)).toMatchObject({ isArchived: false })
  })
})

describe('groups in the console', () => {
  it('show their state, their people, and what a sync does', async () => {
    await open('/groups')
    const row = region('Groups').getByRole('row', { name: /^Tasting evening/ })
    await row.getByText('Current').filter({ visible: true }).waitFor()
    await expectText(row.getByRole('cell').nth(4), '40')
    await button('Sync now').click()
    await page.getByRole('link', { name: 'The run in the Temporal UI' }).waitFor()
    await region('Latest sync').getByText('Done').waitFor()
    await row.getByRole('link').first().click()
    await region('Members').getByRole('row').nth(1).getByRole('link').waitFor()
  })
})

describe('segments in the console', () => {
  it('lead from a cell of the matrix to its people', async () => {
    await open('/reports/segmentation-dashboard')
    await region('Segments')
      .getByRole('row', { name: /^Lapsed/ })
      .waitFor()
    await region('Where they came from').waitFor()
    await region('RFM')
      .getByRole('button', { name: /, recency 5, frequency and money 5: / })
      .click()
    await button('Open as audience')
      .or(page.getByRole('link', { name: 'Open as audience' }))
      .click()
    await expectValue(text(), 'rfm.recency = 5 and rfm.fm = 5')
    await region(/^[1-9]\d* (people|person)$/).waitFor()
    await region(/^[1-9]\d* (people|person)$/)
      .getByRole('listitem')
      .first()
      .getByRole('link')
      .waitFor()
  })

  it('show who would move before a setting is applied', async () => {
    await open('/settings/segments')
    await page.getByRole('textbox', { name: 'First order within' }).fill('365')
    await page.getByText('Not saved: new: first order within').waitFor()
    await button('See who would move').click()
    await page
      .getByRole('dialog', { name: 'Who would move' })
      .getByRole('region', { name: /^[1-9]\d* people would move$/ })
      .getByRole('listitem')
      .first()
      .waitFor()
    await button('Apply').click()
    await page.getByText('Version 1 is in force').first().waitFor()
    await region('Versions').getByText('New: first order within 30 → 365').waitFor()
  })
})

describe('the new pages', () => {
  const paths = [
    '/audiences',
    '/audiences/new?text=city%20%3D%20%22Berlin%22',
    '/groups',
    '/reports/segmentation-dashboard',
    '/settings/segments',
    '/',
  ]

  it.each(paths)('are accessible at %s, in light and dark', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await open(path)
      expect(await findViolations(page)).toEqual([])
    }
  })

  it('are accessible for one audience and one group', async () => {
    const { data: audiences } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/audiences')
    const { data: groups } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/groups')
    for (const path of [`/audiences/${audiences[0]?.id}`, `/groups/${groups[0]?.id}`]) {
      await open(path)
      expect(await findViolations(page), path).toEqual([])
    }
  })

  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
