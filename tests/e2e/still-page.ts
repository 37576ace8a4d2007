/** When a page has come to rest: it is drawn, nothing of it is loaded any more, nothing is asked, and nothing moves. */
import type { Page, Request } from 'playwright-core'
import { expect } from 'vitest'

const underWay = new WeakMap<Page, Set<Request>>()

/** From now on it is known what the page waits for. A stream keeps its request for good, and so is none that is waited for. */
export function watchRequests(page: Page): void {
  const requests = new Set<Request>()
  underWay.set(page, requests)
  page.on('request', (request) => {
    if (request.headers()['accept'] !== 'text/event-stream') requests.add(request)
  })
  page.on('requestfinished', (request) => requests.delete(request))
  page.on('requestfailed', (request) => requests.delete(request))
}

/** What moves for ever says only that something is loaded. */
const countMoving = `document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity).length`
/** One answer leads to the next question, and typing is still for a moment before it is asked about. */
const restMs = 400

/** Colours that fade in are no colours yet. */
export async function waitUntilNothingMoves(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate<number>(countMoving), { timeout: 60_000, interval: 50 }).toBe(0)
}

/** With a heading in its main part, which every page has. */
export async function waitUntilStill(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('heading').first().waitFor()
  let restsSince = performance.now()
  await expect
    .poll(
      async () => {
        const busy = {
          loading: await page.getByLabel('Loading').count(),
          asked: underWay.get(page)?.size ?? 0,
          moving: await page.evaluate<number>(countMoving),
        }
        const isBusy = busy.loading + busy.asked + busy.moving > 0
        if (isBusy) restsSince = performance.now()
        return isBusy ? busy : performance.now() - restsSince > restMs
      },
      { timeout: 60_000, interval: 50, message: 'The page comes to rest' },
    )
    .toBe(true)
}
