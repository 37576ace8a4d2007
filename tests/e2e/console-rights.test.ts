/** Every page, as somebody who may only look: nothing on it that is in use would change something. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureSchedules } from '../../workflows/clients/ensure-schedules.ts'
import { openWhole } from './accessibility.ts'
import { createConsolePage } from './console-page.ts'
import { listPages } from './console-pages.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { enlivenCampaigns } from './lively-campaigns.ts'
import { enlivenImports } from './lively-imports.ts'
import { enliven } from './lively-store.ts'
import { expectCount, expectInPage } from './page-state.ts'
import { waitUntilStill } from './still-page.ts'

let stack: ConsoleStack
let pages: Record<string, string>

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 300 })
  await ensureSchedules(stack.temporal)
  pages = listPages({ store: await enliven(stack), campaigns: await enlivenCampaigns(stack), imports: await enlivenImports(stack) })
}, 300_000)

afterAll(() => stack?.close())

/** Somebody who was invited as this, on the first page. */
async function joinAs(role: 'viewer' | 'operator'): Promise<Page> {
  const { url } = await stack.call<{ url: string }>('POST', '/api/v1/invitations', { email: `${role}@example.com`, role })
  const { page } = await createConsolePage(stack)
  const { pathname, hash } = new URL(url)
  await page.goto(stack.url + pathname + hash)
  await page.getByRole('textbox', { name: 'Your name', exact: true }).fill('Bo')
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('eight brown bears')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  return page
}

async function show(page: Page, path: string): Promise<void> {
  await openWhole(page, stack.url + path)
  await page.getByRole('main').getByRole('heading').first().waitFor()
  await waitUntilStill(page)
}

/** A script: the names of what is there to be pressed or filled in within something, but for those that are known. */
function findInUse(within: 'main' | '[role=dialog]' | '[role=menu]', known: readonly RegExp[]): string {
  const controls = 'button, input, textarea, select, [role=switch], [role=menuitem]'
  return `[...document.querySelector('${within}').querySelectorAll('${controls}')]
    .filter((control) => control.checkVisibility() && !control.readOnly)
    .filter((control) => !control.matches(':disabled, [aria-disabled=true], [data-disabled], [type=hidden], button[tabindex="-1"]:not([role])'))
    .map((control) =>
      [control.getAttribute('aria-label'), ...[...(control.labels ?? [])].map((label) => label.textContent), control.textContent, control.placeholder]
        .find((name) => name !== null && name !== undefined && name !== '') ?? control.outerHTML.slice(0, 200))
    .filter((name) => ![${known.join(', ')}].some((look) => look.test(name)))`
}

/** What looks, and changes nothing. Whatever else is in use on a page is taken for a write: make it an `ActionButton`, or name it here. */
const looks = [
  // What is shown, and of what.
  /^(Search|All|Archived ones|Deleted ones|Show more|From|Until|Days|Customer|Campaign|As|Table|Chart|Picture|List|Desktop|Phone|Plain text|Dark)\b/,
  /^(Email|SMS|Push|Messages|Vouchers|Journeys|Orders|Consent|Segments|New|Changed|Journey|People|Versions|Code|Look it up|Look at it)$/,
  /^(Why not in the other|How the file was read|Actions for |Close$)/,
  // Chips with their counts.
  /^[A-Z][a-z ]+ [\d,]+$/,
  // The parts of a journey, each of which opens.
  /^(Starts when a customer|Voucher|Message|Wait|Wait for): /,
  // Reads, and what is tried without being done.
  /^(Download|CSV|Write CSV|Also those who may not be written to|Try it|Past days|Dry run|Days to come|The draft|Version \d)/,
]
/** What everybody may say of themselves. */
const ownAccount = /^(Name|Email address|Password now|Show the password|New password|Change the password)$/
/** Reports write nothing by themselves, and have many filters: whatever does not begin as a write does. */
const reportLook = /^(?!(Write(?! CSV)|Prepare|Save|Send|Start|Create|Delete|Give|Edit|Pin|Archive)\b)/

function listLooks(path: string): readonly RegExp[] {
  if (/^\/reports\/|\/diagnostics/.test(path)) return [reportLook]
  return path === '/settings/account' ? [...looks, ownAccount] : looks
}

async function expectNoWrites(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await show(page, path)
    await expectInPage(page, `(() => ({ path: '${path.split('?')[0]}', writes: ${findInUse('main', listLooks(path))} }))()`, {
      path: path.split('?')[0],
      writes: [],
    })
  }
}

describe('a viewer', () => {
  let page: Page

  beforeAll(async () => {
    page = await joinAs('viewer')
  })

  it('finds nothing in use on any page that would change something', { timeout: 600_000 }, async () => {
    expect(Object.keys(pages).length).toBeGreaterThan(60)
    await expectNoWrites(page, Object.values(pages))
  })

  it('is told why by what is out of use, also by keyboard', async () => {
    await show(page, '/')
    const reason = 'You are a viewer. This takes an operator or an owner.'
    const hint = page.getByRole('region', { name: 'Suggested next sends' }).getByRole('group', { name: reason }).first()
    await hint.focus()
    await page.getByRole('tooltip', { name: reason }).waitFor()
    await show(page, pages['offer'] ?? '')
    await page.getByRole('main').getByText(`${reason} You can look at everything here`).waitFor()
  })

  it('finds a campaign’s menu and the parts of a journey open, with nothing to change in them', async () => {
    await show(page, '/configuration/marketing-campaign')
    await page.getByRole('button', { name: 'Actions for Spring arrivals' }).click()
    await page.getByRole('menu').getByText('You are a viewer.').waitFor()
    await expectInPage(page, findInUse('[role=menu]', []), ['Copy the id', 'Report'])
    await show(page, pages['autopilot'] ?? '')
    await page.getByRole('button', { name: /^Message: Invite/ }).click()
    await page.getByRole('dialog').waitFor()
    await expectCount(page.getByLabel('Loading'), 0)
    await expectInPage(page, findInUse('[role=dialog]', looks), [])
  })
})

describe('an operator', () => {
  it('may look at the settings, which are an owner’s to change', { timeout: 300_000 }, async () => {
    const page = await joinAs('operator')
    const settings = Object.values(pages).filter((path) => path.startsWith('/settings'))
    expect(settings.length).toBeGreaterThan(7)
    await expectNoWrites(page, settings)
    await show(page, pages['offer'] ?? '')
    await expect.poll(() => page.getByRole('button', { name: 'Archive' }).isEnabled()).toBe(true)
  })
})
