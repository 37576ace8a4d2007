import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectAccessible, openWhole } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { enliven, type Lively } from './lively-store.ts'
import { waitUntilStill } from './still-page.ts'
import { expectAttribute, expectCount, expectFocus, expectInPage, expectNone, expectValue, readNumber } from './page-state.ts'

// A whole way through pages, with axe on each, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

let stack: ConsoleStack
let store: Lively
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 400 })
  store = await enliven(stack)
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
}, 300_000)

afterAll(() => stack?.close())

const { button, region, dialog, heading } = locateOn(() => page)
const open = (path: string) => page.goto(stack.url + path)
const editor = '/configuration/marketing-campaign'
const makeDraft = (draft: object) => stack.call<{ id: string }>('POST', '/api/v1/broadcasts', draft)
const readDraft = (id: string) => stack.call<{ message: { text?: string } }>('GET', `/api/v1/broadcasts/${id}`)

describe('the list of broadcasts', () => {
  it('has the id and numbers of each, whose people are one click away, and is filtered by its address', async () => {
    await open(editor)
    const row = region('Broadcasts').getByRole('row', { name: /^Spring arrivals/ })
    await row.getByText(store.sent).waitFor()
    const sent = row.getByRole('link', { name: /^Sent of Spring arrivals: [1-9]/ })
    let count = 0
    await expect.poll(async () => (count = Number(/\d+$/.exec((await sent.getAttribute('aria-label')) ?? '')?.[0]))).toBeGreaterThan(0)
    await sent.click()
    await heading('It was sent to').waitFor()
    await region('People').getByRole('row').nth(1).waitFor()
    const { data } = await stack.call<{ data: object[] }>('GET', `/api/v1/broadcasts/${store.sent}/deliveries?sent=true&limit=200`)
    expect(data.length).toBe(Math.min(count, 200))

    await open(`${editor}?status=draft&channel=sms`)
    await region('Broadcasts')
      .getByRole('row', { name: /^Short notice/ })
      .waitFor()
    await expectNone(region('Broadcasts').getByRole('row', { name: /^Market day/ }), {
      beside: region('Broadcasts').getByRole('row', { name: /^Short notice/ }),
    })
    await open(`${editor}?q=${store.pushDraft}`)
    await region('Broadcasts')
      .getByRole('row', { name: /^Market day/ })
      .waitFor()
  })
})

describe('a draft', () => {
  it('counts an SMS as it is typed, before any of it is saved', async () => {
    const { id } = await makeDraft({ name: 'Counted', message: { channel: 'sms', text: '' } })
    await open(`${editor}/${id}`)
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    await text.waitFor()
    await page.route(`**/api/v1/broadcasts/${id}`, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()))
    await text.fill('Sale: “today” only. Stop: reply STOP')
    await page.getByText(/^36 characters · 1 part of 70 \(UCS-2\) · about .+ each$/).waitFor()
    await text.fill('a'.repeat(161))
    await page.getByText(/^161 characters · 2 parts of 153 \(GSM-7\)/).waitFor()
    expect((await readDraft(id)).message.text).toBe('')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })

  it('is there again after the page was loaded anew while it could not be saved', async () => {
    const { id } = await makeDraft({ name: 'Kept', message: { channel: 'sms', text: 'Before' } })
    await open(`${editor}/${id}`)
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    await text.waitFor()
    await page.route(`**/api/v1/broadcasts/${id}`, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()))
    await text.fill('After. Stop: reply STOP')
    await page.getByText('Not saved').first().waitFor()
    page.once('dialog', (asked) => void asked.accept())
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.reload()
    await expectValue(text, 'After. Stop: reply STOP')
    await expect.poll(async () => (await readDraft(id)).message.text).toBe('After. Stop: reply STOP')
    await page.getByText('Saved', { exact: true }).waitFor()
    await expectInPage(page, `sessionStorage.getItem('regulars.draft /api/v1/broadcasts ${id}')`, null)
  })

  it('shows an email dark, at phone width and as text, and offers the attributes that the store keeps', async () => {
    await open(`${editor}/${store.emailDraft}`)
    const frame = page.locator('iframe[title="The email as it arrives"]')
    await frame.waitFor()
    await page.getByRole('switch', { name: 'Dark' }).check({ force: true })
    await expectAttribute(frame, 'srcdoc', /invert\(1\)/)
    await page.getByText('Phone', { exact: true }).click()
    await expect.poll(async () => (await frame.boundingBox())?.width).toBeLessThanOrEqual(375)
    await button('Put a merge field into: Subject').click()
    await page
      .getByRole('menuitem', { name: /^Attribute \w+/ })
      .first()
      .click()
    await expectValue(page.getByRole('textbox', { name: 'Subject' }), /\{\{ customer\.attributes\./)
  })

  it('says for a local time from when until when it leaves in the store’s own zone', async () => {
    const { id } = await makeDraft({
      name: 'Local',
      message: { channel: 'sms', text: 'x' },
      schedule: { kind: 'local', date: '2031-06-02', time: '09:00' },
    })
    await open(`${editor}/${id}`)
    await page.getByText(/^It leaves between 1 Jun 2031, 21:00 and 2 Jun 2031, 22:00 of Europe\/Berlin/).waitFor()
    await expectCount(page.getByText(/the store’s time zone \(Europe\/Berlin\)/), 1)
  })
})

describe('the reports', () => {
  it('have a period beside the one before, each number a way to its people, and CSV', async () => {
    await open('/reports/marketing-campaigns')
    await heading('Sent broadcasts').waitFor()
    await region('In short').getByText('Messages sent').waitFor()
    const download = page.waitForEvent('download')
    await button('CSV').click()
    expect((await download).suggestedFilename()).toBe('marketing-campaigns.csv')
    const row = region('By broadcast').getByRole('row', { name: /^Spring arrivals/ })
    await row.getByRole('link', { name: /^[1-9]\d*: Orders, Spring arrivals$/ }).click()
    await heading('Orders').waitFor()
    await region('People').getByRole('row').nth(1).getByRole('link').first().waitFor()

    await open('/reports/marketing-campaigns?from=2001-01-01&until=2001-01-31')
    await page.getByText('Nothing was sent in these days').waitFor()
  })

  it('of one lead from its funnel and links to their people', async () => {
    await open(`/reports/marketing-campaigns/${store.sent}`)
    const funnel = region('Funnel')
    const [clicked, opened] = await Promise.all(
      ['Clicked', 'Opened'].map(async (name) => readNumber(funnel.getByRole('row', { name: new RegExp(`^${name}`) }).getByRole('link'))),
    )
    expect(clicked).toBeLessThanOrEqual(opened ?? 0)
    await region('Links')
      .getByRole('link', { name: /followed https:/ })
      .first()
      .click()
    await heading(/^Followed link \d$/).waitFor()
    await region('People').getByRole('row').nth(1).getByRole('link').waitFor()
  })

  it('on segments lead from a flow to whoever moved', async () => {
    await open('/reports/segmentation-dashboard')
    const link = region('Where they came from').getByRole('link', { name: /^From Active to Lapsed: / })
    const moved = await readNumber(link)
    await link.click()
    await heading('From Active to Lapsed').waitFor()
    await region('People').getByRole('row').nth(1).waitFor()
    // A page holds fifty; the first row is the head.
    await expectCount(region('People').getByRole('row'), Math.min(moved, 50) + 1)
  })
})

describe('a broadcast on its way', () => {
  it('waits, is given another time while it is paused, and is cancelled', async () => {
    const { id } = await makeDraft({
      name: 'Moved',
      message: { channel: 'email', subject: 'Later', html: '<p>Later</p>' },
      audience: { include: [{ kind: 'segment', segment: 'active' }], exclude: [] },
      schedule: { kind: 'at', at: '2031-03-01T09:00:00Z' },
    })
    await stack.call('POST', `/api/v1/broadcasts/${id}/send`)
    await open(`${editor}/${id}`)
    await page.getByText('Waits for its time.').waitFor()
    await button('Pause').click()
    await button('Resume').waitFor()
    await button('Reschedule').click()
    await page.getByRole('dialog').getByLabel('Date and time in Europe/Berlin').fill('2031-04-01T12:30')
    await button('Change the time').click()
    await page.getByText('1 Apr 2031, 12:30 (Europe/Berlin)').waitFor()
    const readProgress = () => stack.call('GET', `/api/v1/broadcasts/${id}/progress`)
    await expect.poll(readProgress).toMatchObject({ isPaused: true })
    await button('Cancel').click()
    await dialog('Cancel “Moved” for good?').getByRole('button', { name: 'Cancel the broadcast' }).click()
    await expect.poll(readProgress).toMatchObject({ isFinished: true, status: 'cancelled' })
    await button('Copy').waitFor()
  })
})

const mostTabs = 80
const readFocused = `(({ activeElement: it }) => it === null ? '' : it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? it.innerText ?? '')(document)`

/** Tab by tab until what has that name has the focus, as somebody does who cannot use a mouse. */
async function tabTo(name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await waitUntilStill(page)
  for (let step = 0; step < mostTabs; step += 1) {
    await page.keyboard.press(key)
    let focused = ''
    await expect.poll(async () => (focused = await page.evaluate<string>(readFocused))).toBeTypeOf('string')
    if (name.test(focused.trim())) return
  }
  throw new Error(`Tab does not reach ${name.source}`)
}

describe('without a mouse', () => {
  it('a broadcast is written, sent, watched to its end, and its report read', async () => {
    await open(editor)
    await heading('Broadcasts').waitFor()
    await tabTo(/^New broadcast$/)
    await page.keyboard.press('Enter')
    await heading('New broadcast').waitFor()
    // The name has the focus: one may type at once.
    await expectFocus(page.getByRole('textbox', { name: 'Name' }))
    await page.keyboard.type('By keys alone')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Subject' }).waitFor()
    await tabTo(/^Subject/)
    await page.keyboard.type('Only keys')
    await tabTo(/^Everyone in any of these/)
    await page.keyboard.type('At-risk')
    await page.getByRole('option', { name: /^At-risk/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByText('Ready to be sent.').waitFor()
    await tabTo(/^Review and send$/, 'Shift+Tab')
    await page.keyboard.press('Enter')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Send to \d+ (people|person)$/ })
      .waitFor()
    await tabTo(/^Send to \d+ (people|person)$/)
    await page.keyboard.press('Enter')
    await page.getByText('Done: everyone in the audience has an outcome.').waitFor()
    await tabTo(/^Report$/)
    await page.keyboard.press('Enter')
    const funnel = region('Funnel')
    await funnel.getByRole('row', { name: /^Ordered/ }).waitFor()
    await expectCount(funnel.getByRole('row'), 7)
  })
})

describe('these pages', () => {
  it('are accessible in light and dark, and no wider than a phone', async () => {
    const { data } = await stack.call<{ data: { id: string }[] }>('GET', '/api/v1/audiences')
    const paths = [
      editor,
      `${editor}/add/new`,
      ...[store.emailDraft, store.smsDraft, store.pushDraft, store.scheduled, store.sent].map((id) => `${editor}/${id}`),
      '/reports/marketing-campaigns',
      `/reports/marketing-campaigns/${store.sent}`,
      `/reports/marketing-campaigns/${store.sent}/people?sent=true`,
      '/reports/segmentation-dashboard',
      '/reports/segmentation-dashboard/people?before=active&after=lapsed',
      '/audiences',
      '/audiences/new?text=city%20%3D%20%22Berlin%22',
      `/audiences/${data[0]?.id}`,
    ]
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 })
      for (const path of paths) {
        if (width === 390) {
          await openWhole(page, stack.url + path)
          await expectInPage(page, 'document.documentElement.scrollWidth - document.documentElement.clientWidth', 0, path)
        } else await expectAccessible(page, stack.url + path)
      }
    }
  }, 400_000)

  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
