/** What axe finds on a page of the console. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Serious and critical ones. @param hasMenu false where the menu is folded away, as on a phone */
export async function findViolations(page: Page, { hasMenu = true }: { hasMenu?: boolean } = {}): Promise<unknown[]> {
  if (hasMenu) await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.getByRole('main').getByRole('heading').first().waitFor()
  // An answer that comes later would draw the preview again. The stream of a campaign that waits keeps the network busy for good.
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined)
  // Nothing can run in the preview's sandbox, axe neither: it would wait for ever.
  await page.evaluate("for (const frame of document.querySelectorAll('iframe[title]')) frame.remove()")
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
    expect(await page.getByText('This could not be loaded').count(), `${url} has loaded`).toBe(0)
    expect(await findViolations(page), `${url} in ${colorScheme}`).toEqual([])
  }
}

/** Opens a page and waits until nothing of it is loaded any more. */
export async function openWhole(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect.poll(() => page.getByLabel('Loading').count()).toBe(0)
}
