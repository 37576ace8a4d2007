import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations } from './accessibility.ts'
import { createConsolePage } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { waitUntilStill } from './still-page.ts'
import { expectAddress, expectValue, readNumber } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 500 })
  ;({ page, complaints } = await createConsolePage(stack))
}, 300_000)

afterAll(() => stack?.close())

const button = (name: string | RegExp) => page.getByRole('button', { name })
const open = (path: string) => page.goto(stack.url + path)

describe('the console', () => {
  it('lets the local operator in with one click, to the page that was asked for', async () => {
    await open('/configuration/marketing-campaign')
    await button('Continue as the owner').click()
    await page.getByRole('heading', { name: 'Broadcasts', level: 1 }).waitFor()
    await page.getByText('No broadcast yet').waitFor()
    await expectAddress(page, /\/configuration\/marketing-campaign$/)
  })

  it('takes a broadcast from the form to its report', async () => {
    await page.getByRole('link', { name: 'New broadcast' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Spring arrivals')
    await button('Create draft').click()

    await page.getByRole('textbox', { name: 'Subject' }).fill('Spring is here, ')
    await button('Put a merge field into: Subject').click()
    await page.getByRole('menuitem', { name: 'First name' }).click()
    await expectValue(page.getByRole('textbox', { name: 'Subject' }), 'Spring is here, {{ customer.first_name | default: "there" }}')
    await page.getByText('Spring is here, there').waitFor()
    await page.frameLocator('iframe').getByText('Hello there,').waitFor()

    await page.getByText('The audience has no members.').first().waitFor()
    await page.getByRole('combobox', { name: 'Everyone in any of these' }).click()
    await page.getByRole('option', { name: /^At-risk/ }).click()
    await page.keyboard.press('Escape')
    await page.getByText('Ready to be sent.').waitFor()

    await button('Review and send').click()
    const send = page.getByRole('dialog').getByRole('button', { name: /^Send to \d+ people$/ })
    const reachable = await readNumber(send)
    expect(reachable).toBeGreaterThan(0)
    await send.click()
    await page.getByText('Done: everyone in the audience has an outcome.').waitFor()
    await page.getByRole('link', { name: 'The run in the Temporal UI' }).waitFor()

    await page.getByRole('link', { name: 'Report', exact: true }).click()
    await page.getByRole('heading', { name: 'Spring arrivals', level: 1 }).waitFor()
    const counts = new Map<string, number>()
    const outcomes = page.getByRole('region', { name: 'Everyone in the audience' })
    await outcomes.getByRole('row', { name: /^Accepted/ }).waitFor()
    await expect
      .poll(async () => {
        for (const row of await outcomes.getByRole('row').all()) {
          const [label = '', count = ''] = await row.locator('th, td').allInnerTexts()
          counts.set(label.trim(), Number(count))
        }
        return counts.get('Accepted')
      })
      .toBe(reachable)
    expect((counts.get('Accepted') ?? 0) + (counts.get('Skipped') ?? 0)).toBe(counts.get('Audience'))
  })

  it('leads from a number to its people, and from there to why', async () => {
    await page
      .getByRole('region', { name: 'Everyone in the audience' })
      .getByRole('row', { name: /^Not subscribed/ })
      .getByRole('link')
      .click()
    await page.getByRole('heading', { name: 'Not subscribed to this channel' }).waitFor()
    await page.getByRole('main').getByRole('row').nth(1).getByRole('link').click()
    const story = page.getByRole('region', { name: 'What happened' }).getByRole('listitem')
    const skipped = story.filter({ hasText: 'The email was not sent: there is no consent to it.' })
    await expect.poll(() => skipped.count()).toBeGreaterThan(0)
  })

  it('keeps what was typed while the API is away, and saves it then', async () => {
    const draft = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', { name: 'Summer', message: { channel: 'sms', text: '' } })
    await open(`/configuration/marketing-campaign/${draft.id}`)
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    await text.waitFor()
    await page.route('**/api/v1/**', (route) => route.abort())
    await text.fill('Summer sale. Stop: reply STOP')
    await page.getByText('What you typed is not saved yet').waitFor()
    await page.unroute('**/api/v1/**')
    // By itself, as soon as it answers again.
    await page.getByText('Saved', { exact: true }).waitFor()
    await expect
      .poll(() => stack.call('GET', `/api/v1/broadcasts/${draft.id}`))
      .toMatchObject({ message: { text: 'Summer sale. Stop: reply STOP' } })
    await page.getByText(/29 characters · 1 part/).waitFor()
  })

  it('prepares a suggested send with one click', async () => {
    await open('/')
    await button('Prepare a draft').first().click()
    await expectValue(page.getByRole('textbox', { name: 'Subject' }), /We miss you/)
    await page.getByText(/^[1-9]\d* people in the audience/).waitFor()
  })

  it('schedules, pauses, resumes and cancels', async () => {
    const draft = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
      name: 'Later',
      message: { channel: 'email', subject: 'Later', html: '<p>Later</p>' },
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
    })
    await open(`/configuration/marketing-campaign/${draft.id}`)
    await page.getByLabel('At a set moment').click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await button('Review and send').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Schedule for/ })
      .click()
    await page.getByText('Waits for its time.').waitFor()
    const readProgress = () => stack.call('GET', `/api/v1/broadcasts/${draft.id}/progress`)
    await button('Pause').click()
    await button('Resume').waitFor()
    await expect.poll(readProgress).toMatchObject({ isPaused: true, status: 'paused' })
    await button('Resume').click()
    await button('Pause').waitFor()
    await expect.poll(readProgress).toMatchObject({ isPaused: false, status: 'scheduled' })
    await button('Cancel').click()
    await page.getByRole('dialog', { name: 'Cancel “Later” for good?' }).getByRole('button', { name: 'Cancel the broadcast' }).click()
    await page.getByText('Cancelled: whoever was not reached by then was skipped.').waitFor()
    await expect.poll(readProgress).toMatchObject({ isFinished: true, status: 'cancelled' })
  })

  it('loads its first page in less than 300 KB', async () => {
    await open('/')
    await page.getByText('What is going on').waitFor()
    await waitUntilStill(page)
    let bytes = 0
    await expect
      .poll(async () => {
        bytes = await page.evaluate<number>(
          "performance.getEntriesByType('resource').reduce((sum, { name, encodedBodySize }) => sum + (name.includes('/assets/') ? encodedBodySize : 0), 0)",
        )
        return bytes
      })
      .toBeGreaterThan(100_000)
    expect(bytes).toBeLessThan(300_000)
  })

  const paths = [
    '/',
    '/configuration/marketing-campaign',
    '/configuration/marketing-campaign/add/new',
    '/reports/marketing-campaigns',
    '/customers',
    '/audiences',
    '/nowhere',
  ]

  it.each(paths)('is accessible at %s, in light and dark', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await open(path)
      expect(await findViolations(page)).toEqual([])
    }
  })

  it('is accessible on the pages of one draft, one broadcast, one report and one customer', async () => {
    const { data } = await stack.call<{ data: { id: string; status: string }[] }>('GET', '/api/v1/broadcasts')
    const { data: customers } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/customers?limit=1&segment=at_risk')
    const [draft, sent] = ['draft', 'sent'].map((status) => data.find((broadcast) => broadcast.status === status)?.id)
    const pages = [
      `/configuration/marketing-campaign/${draft}`,
      `/configuration/marketing-campaign/${sent}`,
      `/reports/marketing-campaigns/${sent}`,
      `/customers/${customers[0]?.id}`,
    ]
    for (const path of pages) {
      await open(path)
      expect(await findViolations(page), path).toEqual([])
    }
  })

  it('never broke its content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
