/** What axe finds on a page of the console. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Serious and critical ones. */
export async function findViolations(page: Page): Promise<unknown[]> {
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.getByRole('main').getByRole('heading').first().waitFor()
  // An answer that comes later would draw the preview again.
  await page.waitForLoadState('networkidle')
  // Nothing can run in the preview's sandbox, axe neither: it would wait for ever.
  await page.evaluate("for (const frame of document.querySelectorAll('iframe[title]')) frame.remove()")
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`) }))
}
