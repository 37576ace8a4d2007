/** Where a tracked link leads for one delivery: for the page that counts the click. Never to another host than the message's author wrote. */
import type { FrozenMessage } from '../domain/messages.ts'
import { describeSurroundings } from './render.ts'
import type { MergeFields } from './merge-fields.ts'
import { compileTemplate } from './template.ts'

/** @param link its number in the message @returns undefined where the message has no such link, or its template fails for this delivery */
export function renderLinkTarget(frozen: FrozenMessage, link: number, mergeFields: MergeFields): string | undefined {
  const address = Object.hasOwn(frozen.links, link) ? frozen.links[link] : undefined
  if (address === undefined) return undefined
  try {
    const isFixed = !address.includes('{')
    const target = new URL(
      isFixed ? address : compileTemplate(address, 'url', describeSurroundings(frozen, ''))({ token: '', mergeFields }),
    )
    const written = new URL(/^https?:\/\/[^/?#\\]+/i.exec(address)?.[0] ?? 'about:blank')
    return target.origin === written.origin ? target.href : undefined
  } catch {
    return undefined
  }
}
