import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations, openWhole } from './accessibility.ts'
import { createConsolePage, enterConsole } from './console-page.ts'
import { findRoute, listPages, readRoutes } from './console-pages.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { enlivenCampaigns } from './lively-campaigns.ts'
import { enlivenImports } from './lively-imports.ts'
import { enliven } from './lively-store.ts'
import { expectInPage, expectNone } from './page-state.ts'

// Axe twice on a page, on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

const routes = readRoutes()
/** A page is about a few records, each of which it may ask about. */
const mostApart = 4

let stack: ConsoleStack
let page: Page
let complaints: string[]
/** One page of each route. */
let paths: Map<string, string>
/** Of each resource, of whom it was asked on one page. */
let asked = new Map<string, Set<string>>()

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 400 })
  const pages = listPages({ store: await enliven(stack), campaigns: await enlivenCampaigns(stack), imports: await enlivenImports(stack) })
  paths = new Map(Object.values(pages).map((path) => [findRoute(routes, path) ?? 'none', path]))
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
  page.on('request', (request) => {
    const [, noun = '', id = '', part = ''] = /\/api\/v1\/(\w[\w-]*)\/([a-z]{3}_\w{26})(\/[\w-]+)?/.exec(request.url()) ?? []
    if (noun !== '') asked.set(noun + part, new Set([...(asked.get(noun + part) ?? []), id]))
  })
}, 400_000)

afterAll(() => stack?.close())

describe('every page of the console', () => {
  it('is known here and has its picture', () => {
    expect(routes.length).toBeGreaterThan(40)
    expect(routes.filter((route) => !paths.has(route))).toEqual([])
  })

  it.each(routes)('is accessible at %s in light, and in dark on a phone, where it is no wider than the screen', async (route) => {
    const path = paths.get(route) ?? ''
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    asked = new Map()
    await openWhole(page, stack.url + path)
    // The rows of a list come with it, or all at once.
    expect([...asked].filter(([, ids]) => ids.size > mostApart).map(([what, ids]) => `${ids.size} times ${what}`)).toEqual([])
    await expectNone(page.getByText('This could not be loaded'), { beside: page.getByRole('main') })
    // Whoever joins is not in the console yet.
    expect(await findViolations(page, { hasMenu: route !== '/join' }), 'in light').toEqual([])
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await findViolations(page, { hasMenu: false }), 'in dark, on a phone').toEqual([])
    await expectInPage(page, 'document.documentElement.scrollWidth - document.documentElement.clientWidth', 0)
  })

  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
