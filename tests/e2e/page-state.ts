/**
 * What a page comes to show. Each of these asks until it is so, and says what was there instead: right after an action, or while a list is loaded, a page may say anything.
 * The linter refuses reads that are asked only once (scripts/lint/steady-tests.mjs).
 */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** More than the slowest thing that a page waits for on a busy machine. */
const patience = { timeout: 60_000, interval: 50 }

type Wanted = string | RegExp
const holds = (text: string, wanted: Wanted) => (typeof wanted === 'string' ? text === wanted : wanted.test(text))
/** In a failure what was there is compared with what was wanted. */
const settle = (text: string, wanted: Wanted) => (holds(text, wanted) ? wanted : text)

/** The path and query of the page. @param wanted a part of it */
export async function expectAddress(page: Page, wanted: string | RegExp): Promise<void> {
  const isThere = (address: string) => (typeof wanted === 'string' ? address.includes(wanted) : wanted.test(address))
  await expect.poll(() => (isThere(page.url()) ? wanted : page.url()), patience).toEqual(wanted)
}

/** @returns what the pattern's first group matches in the page's address */
export async function readAddress(page: Page, pattern: RegExp): Promise<string> {
  await expectAddress(page, pattern)
  let found = ''
  await expect.poll(() => (found = pattern.exec(page.url())?.[1] ?? ''), patience).not.toBe('')
  return found
}

/** As many as that, in the end. @param message what a failure is about, where the same is asked of many pages */
export async function expectCount(locator: Locator, count: number, message?: string): Promise<void> {
  await expect.poll(() => locator.count(), { ...patience, ...(message === undefined ? {} : { message }) }).toBe(count)
}

/** None of them, on a page that is there: without anything beside it, none would be true of a page that is still to be drawn. */
export async function expectNone(locator: Locator, { beside, message }: { beside: Locator; message?: string }): Promise<void> {
  await beside.first().waitFor()
  await expectCount(locator, 0, message)
}

/** What a field holds. */
export async function expectValue(field: Locator, wanted: Wanted): Promise<void> {
  await expect.poll(async () => settle(await field.inputValue(), wanted), patience).toEqual(wanted)
}

export async function readValue(field: Locator, wanted: RegExp): Promise<string> {
  let value = ''
  await expect.poll(async () => (value = await field.inputValue()), patience).toMatch(wanted)
  return value
}

export async function expectText(locator: Locator, wanted: Wanted): Promise<void> {
  await expect.poll(async () => settle(await locator.innerText(), wanted), patience).toEqual(wanted)
}

/** The texts of all of them, in their order. */
export async function expectTexts(locator: Locator, wanted: readonly Wanted[]): Promise<void> {
  await expect
    .poll(async () => (await locator.allInnerTexts()).map((text, at) => settle(text, wanted[at] ?? '')), patience)
    .toEqual([...wanted])
}

export async function expectAttribute(locator: Locator, name: string, wanted: Wanted): Promise<void> {
  await expect.poll(async () => settle((await locator.getAttribute(name)) ?? 'none', wanted), patience).toEqual(wanted)
}

/** The first number in its text, once there is one. @param pattern what the text must be by then */
export async function readNumber(locator: Locator, pattern: RegExp = /\d/): Promise<number> {
  let text = ''
  await expect.poll(async () => (text = await locator.innerText()), patience).toMatch(pattern)
  return Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', ''))
}

export async function expectDisabled(locator: Locator): Promise<void> {
  await expect.poll(() => locator.isDisabled(), patience).toBe(true)
}

export async function expectEnabled(locator: Locator): Promise<void> {
  await expect.poll(() => locator.isEnabled(), patience).toBe(true)
}

export async function expectChecked(locator: Locator): Promise<void> {
  await expect.poll(() => locator.isChecked(), patience).toBe(true)
}

/** Before keys are pressed that it is to get. */
export async function expectFocus(locator: Locator): Promise<void> {
  await locator.and(locator.page().locator(':focus')).waitFor(patience)
}

/** What a script in the page answers. */
export async function expectInPage(page: Page, script: string, wanted: unknown, message = script): Promise<void> {
  await expect.poll(() => page.evaluate(script), { ...patience, message }).toEqual(wanted)
}

/** Does something in the page, once, and reads nothing of it. */
export async function doInPage(page: Page, script: string): Promise<void> {
  await (await page.evaluateHandle(script)).dispose()
}
