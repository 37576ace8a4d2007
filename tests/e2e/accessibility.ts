/** What axe finds on a page of the console. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { expectInPage, expectNone } from './page-state.ts'
import { waitUntilStill } from './still-page.ts'

/** Serious and critical ones. @param hasMenu false where the menu is folded away, as on a phone */
export async function findViolations(page: Page, { hasMenu = true }: { hasMenu?: boolean } = {}): Promise<unknown[]> {
  if (hasMenu) await page.getByRole('navigation', { name: 'Main' }).waitFor()
  // An answer that comes later would draw the preview again, and colours that fade in are no colours yet.
  await waitUntilStill(page)
  // Nothing can run in the preview's sandbox, axe neither: it would wait for ever.
  await expectInPage(page, `for (const frame of document.querySelectorAll('iframe[title]')) frame.remove()`, undefined)
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`) }))
}

/** The same of a page that is opened in light and in dark, once all of it is loaded: that it could not be is a fault as well. */
export async function expectAccessible(page: Page, url: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openWhole(page, url)
    await expectNone(page.getByText('This could not be loaded'), { beside: page.getByRole('main'), message: `${url} has loaded` })
    expect(await findViolations(page), `${url} in ${colorScheme}`).toEqual([])
  }
}

/** Opens a page and waits until nothing of it is loaded any more. */
export async function openWhole(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await waitUntilStill(page)
}
