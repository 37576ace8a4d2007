/** A page of the console as an operator sees it: what is on it is found by its role and name, and what the browser complains about is kept. */
import type { Locator, Page } from 'playwright-core'
import type { ConsoleStack } from './console-stack.ts'
import { watchRequests } from './still-page.ts'

export interface ConsolePage {
  page: Page
  /** What the browser complained about: an error of a script, or a breach of the content security policy. */
  complaints: string[]
}

/** Nothing is open on it yet. Whatever is waited for on it comes within a minute, however busy the machine is. */
export async function createConsolePage(stack: ConsoleStack): Promise<ConsolePage> {
  const context = await stack.browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.setDefaultTimeout(60_000)
  watchRequests(page)
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('console', (message) => {
    // Answers that a test provokes, and what asking for something inside of the sandboxed preview costs.
    if (message.type() === 'error' && !/Failed to load resource|about:srcdoc/.test(message.text())) complaints.push(message.text())
  })
  return { page, complaints }
}

/** As the local operator, on the first page. */
export async function enterConsole(stack: ConsoleStack, page: Page): Promise<void> {
  await page.goto(stack.url)
  await page.getByRole('button', { name: 'Continue as the owner', exact: true }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
}

/** @param pageOf the page once there is one: a name that is a string is the whole of it */
export function locateOn(pageOf: () => Page) {
  const locate = (role: 'button' | 'region') => (name: string | RegExp) =>
    pageOf().getByRole(role, { name, exact: typeof name === 'string' })
  return {
    button: locate('button'),
    region: locate('region'),
    dialog: (name: string | RegExp) => pageOf().getByRole('dialog', { name }),
    heading: (name: string | RegExp) => pageOf().getByRole('heading', { name, level: 1 }),
    async choose(within: Page | Locator, label: string, option: string | RegExp): Promise<void> {
      await within.getByRole('combobox', { name: label, exact: true }).click()
      await pageOf()
        .getByRole('option', { name: option, exact: typeof option === 'string' })
        .click()
    },
  }
}
