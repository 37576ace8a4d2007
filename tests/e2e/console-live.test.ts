import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createConsolePage, enterConsole } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { doInPage, expectInPage, readAddress } from './page-state.ts'
import { waitUntilStill } from './still-page.ts'

// Three browsers at once, on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const soon = { timeout: 30_000 }
const listPath = '/configuration/marketing-campaign'
/** Longer than anything on these pages was ever asked for again by itself. */
const quietForMs = 16_000

let stack: ConsoleStack
/** Who does something, who looks at the list, and who at Today. */
let actor: Page
let reader: Page
let morning: Page
const complaints: string[][] = []

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 200 })
  const open = async () => {
    const opened = await createConsolePage(stack)
    complaints.push(opened.complaints)
    await enterConsole(stack, opened.page)
    return opened.page
  }
  actor = await open()
  reader = await open()
  morning = await open()
}, 180_000)
afterAll(() => stack?.close())

/** What it asks the API from now on, and when it did so last. */
function watchQuestions(page: Page, isMeant: (path: string) => boolean) {
  const paths: string[] = []
  let latestAt = performance.now()
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (!pathname.startsWith('/api/v1/') || !isMeant(pathname)) return
    paths.push(pathname)
    latestAt = performance.now()
  })
  return { paths, latestAt: () => latestAt }
}

const rowOn = (page: Page, name: string | RegExp) => page.getByRole('row', { name })

async function schedule(name: string): Promise<string> {
  const { id } = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
    name,
    message: { channel: 'email', subject: 'Hello', html: '<p>Hello</p>' },
    audience: { include: [{ kind: 'everyone' }], exclude: [] },
    schedule: { kind: 'at', at: new Date(Date.now() + 86_400_000).toISOString() },
  })
  await stack.call('POST', `/api/v1/broadcasts/${id}/send`)
  return id
}

describe('what one operator does', () => {
  it('is on the screens of the others without a reload, and nobody asks again and again', async () => {
    const id = await schedule('Seen by all')
    await reader.goto(stack.url + listPath)
    await rowOn(reader, /Seen by all/).waitFor()
    await rowOn(morning, /Seen by all/).waitFor()
    await Promise.all([waitUntilStill(reader), waitUntilStill(morning)])
    await Promise.all([reader, morning].map((page) => doInPage(page, 'window.isStillThisPage = true')))

    const asked = watchQuestions(reader, () => true)
    const askedInTheMorning = watchQuestions(morning, (path) => path === '/api/v1/today/campaigns')
    // What the scheduling has changed may be told seconds later; then there is nothing to ask.
    const isQuiet = () => [asked, askedInTheMorning].every(({ latestAt }) => performance.now() - latestAt() > quietForMs)
    await expect.poll(isQuiet, { timeout: 90_000, interval: 500 }).toBe(true)
    asked.paths.length = 0

    await actor.goto(`${stack.url}${listPath}/${id}`)
    await actor.getByRole('button', { name: 'Pause', exact: true }).click()
    await rowOn(reader, /Seen by all/)
      .getByText('Paused', { exact: true })
      .waitFor()
    await rowOn(morning, /Seen by all/)
      .getByText('Paused', { exact: true })
      .waitFor()

    await actor.goto(stack.url + listPath)
    await actor.getByRole('button', { name: 'Actions for Seen by all', exact: true }).click()
    await actor.getByRole('menuitem', { name: 'Copy to a new draft' }).click()
    await actor.getByRole('textbox', { name: 'Subject' }).waitFor()
    await rowOn(reader, /Draft/).waitFor()
    const copy = await readAddress(actor, /(brd_[^/?]+)/)
    expect(copy).not.toBe(id)
    const { version } = await stack.call<{ version: number }>('GET', `/api/v1/broadcasts/${copy}`)
    await stack.call('PATCH', `/api/v1/broadcasts/${copy}`, { name: 'Another name' }, { 'If-Match': `"${version}"` })
    await rowOn(reader, /Another name/).waitFor()

    for (const page of [reader, morning]) await expectInPage(page, 'window.isStillThisPage', true)
    // The list itself, and what its rows came to, for each of a few changes.
    expect(asked.paths.filter((path) => path === '/api/v1/broadcasts').length).toBeLessThan(10)
    expect(complaints.flat()).toEqual([])
  })

  it('is not asked for while nobody can see the page, and there as soon as somebody can', async () => {
    const turn = (visibility: 'visible' | 'hidden') =>
      doInPage(
        reader,
        `Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${visibility}' });
        document.dispatchEvent(new Event('visibilitychange'))`,
      )
    await reader.goto(stack.url + listPath)
    await waitUntilStill(reader)
    const left = reader.waitForEvent('requestfailed', { predicate: (request) => request.url().endsWith('/api/v1/changes') })
    await turn('hidden')
    await left
    const { paths: asked } = watchQuestions(reader, () => true)
    await schedule('While nobody looked')
    // Whoever listens has been told by now.
    await rowOn(morning, /While nobody looked/).waitFor()
    expect(asked).toEqual([])
    await turn('visible')
    await rowOn(reader, /While nobody looked/).waitFor()
    expect(asked.filter((path) => path === '/api/v1/changes')).toHaveLength(1)
  })

  it('ends with the session, and the page says so by itself', async () => {
    await stack.pool`DELETE FROM sessions`
    for (const page of [reader, morning]) await page.getByRole('dialog', { name: 'You have been signed out' }).waitFor()
    await reader.getByRole('button', { name: 'Continue as the owner', exact: true }).click()
    await reader.getByRole('dialog').waitFor({ state: 'detached' })
    await schedule('After signing in again')
    await rowOn(reader, /After signing in again/).waitFor()
    await expect.poll(() => morning.getByRole('dialog', { name: 'You have been signed out' }).isVisible(), soon).toBe(true)
  })
})
