/**
 * Keeps an open page fresh: when the sandbox says that something arrived or happened, the same page is fetched and
 * its live parts are exchanged, so that what somebody is typing or reading stays as it is.
 */
export const LIVE_SCRIPT = `'use strict'
const EVERY_MS = 2000
let known
async function refresh() {
  const status = await (await fetch('/_sandbox/status')).json()
  const version = status.inboxVersion + ' ' + status.waitingErrands
  const isNews = known !== undefined && known !== version
  known = version
  if (!isNews) return
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const replacement = fresh.querySelector('[data-live="' + part.dataset.live + '"]')
    if (!replacement) continue
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null
    part.replaceWith(replacement)
    if (focused) replacement.querySelector('a[href="' + CSS.escape(focused) + '"]')?.focus()
  }
}
setInterval(() => {
  if (!document.hidden) refresh().catch(() => {})
}, EVERY_MS)
`
