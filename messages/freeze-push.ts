/** Freezes a push message. */
import type { PushMessage } from '../domain/messages.ts'
import { checkLine, type Draft } from './message-draft.ts'
import type { MessagePart } from './message-problem.ts'

/** What fits a push message once it is encrypted, less room for the delivery's own tag and link. */
const longestBytes = 3_993 - 43 - 250

export function freezePush(message: PushMessage, draft: Draft): PushMessage | undefined {
  const { problems, links, store } = draft
  checkLine(message.title, 'title', problems)
  checkLine(message.body, 'body', problems)
  const uses = [
    draft.check(message.title, 'text', 'title'),
    draft.check(message.body, 'text', 'body'),
    draft.check(message.url, 'url', 'url'),
  ]
  if (uses.some((use) => use.problems.length > 0)) return undefined
  const url = links.take(message.url, { part: 'url', source: message.url, offset: 0 })
  const isRefused = links.problems.some(({ level }) => level === 'error')
  if (url === undefined && !isRefused)
    problems.push({ level: 'error', code: 'link_not_absolute', part: 'url', message: 'A push message leads to a web address' })
  checkSecure(links.addresses[0] ?? '', 'url', draft)
  const icon = message.icon?.replace(/^\{\{-?\s*store\.url\s*-?\}\}/, () => store.url)
  if (icon !== undefined) checkSecure(icon, 'icon', draft)
  if (Buffer.byteLength(JSON.stringify([message.title, message.body, icon])) > longestBytes) {
    problems.push({
      level: 'error',
      code: 'too_long',
      part: 'body',
      message: `Title, body and icon take more than the ${longestBytes} bytes that a push message has for them`,
    })
  }
  return { ...message, url: url ?? message.url, ...(icon !== undefined && { icon }) }
}

/** Browsers follow and show https only, and http of this machine. */
function checkSecure(address: string, part: MessagePart, { problems }: Draft): void {
  if (address === '' || /^https:\/\/./i.test(address) || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/?#]|$)/i.test(address)) return
  problems.push({ level: 'error', code: 'link_scheme', part, message: 'This has to begin with https://' })
}
