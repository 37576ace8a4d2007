/**
 * Takes the links out of a message as it is frozen: each address becomes one entry of the message's list, and its place in the message the
 * merge field of the tracked link that leads there (`{{ click_url_0 }}`). The same address is one link, wherever it stands.
 */
import { analyzeSync, LiquidError } from 'liquidjs'
import type { StoreSettings } from '../domain/settings.ts'
import { judgeAddress } from './link-address.ts'
import { createLiquid } from './liquid-engine.ts'
import { type Edit, maskLiquid, replaceRanges } from './liquid-source.ts'
import { findField } from './merge-fields.ts'
import { locate, type MessagePart, type MessageProblem } from './message-problem.ts'

export interface LinkList {
  /** In order of their numbers. */
  addresses: string[]
  problems: MessageProblem[]
  /** The merge field to put in place of an address; undefined where the address stays. Source and offset say where it is, for problems. */
  take(address: string, place: { part: MessagePart; source: string; offset: number }): string | undefined
}

export function clickField(link: number): string {
  return `click_url_${link}`
}

export function createLinkList(store: StoreSettings): LinkList {
  const engine = createLiquid('url', store)
  const addresses: string[] = []
  const problems: MessageProblem[] = []

  /** The address is followed long after the message was rendered, with the delivery's merge fields and nothing else. */
  function standsAlone(address: string): boolean {
    try {
      const { globals } = analyzeSync(engine.parse(address), { partials: false })
      return Object.values(globals).every((variables) =>
        variables.every(({ segments }) => ['customer', 'store'].includes(findField(segments)?.kind ?? '')),
      )
    } catch (fault) {
      if (LiquidError.is(fault)) return false
      throw fault
    }
  }

  function take(address: string, { part, source, offset }: { part: MessagePart; source: string; offset: number }): string | undefined {
    const verdict = judgeAddress(address, store)
    const at = { part, ...locate(source, offset) }
    switch (verdict.kind) {
      case 'left_alone':
        return undefined
      case 'refused':
        problems.push({ level: 'error', code: verdict.code, message: verdict.message, ...at })
        return undefined
      case 'web': {
        if (!standsAlone(verdict.address)) {
          problems.push({
            level: 'warning',
            code: 'link_not_tracked',
            message: 'Clicks on this link are not counted: its address depends on more than merge fields',
            ...at,
          })
          return undefined
        }
        const known = addresses.indexOf(verdict.address)
        const number = known < 0 ? addresses.push(verdict.address) - 1 : known
        return `{{ ${clickField(number)} }}`
      }
    }
  }

  return { addresses, problems, take }
}

/** Takes the web addresses out of plain text. What ends a sentence is not part of an address. */
export function takeTextLinks(source: string, part: MessagePart, links: LinkList): string {
  const edits: Edit[] = []
  for (const match of maskLiquid(source).matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    const start = match.index
    const end = start + trimSentence(match[0])
    const field = links.take(source.slice(start, end), { part, source, offset: start })
    if (field !== undefined) edits.push({ start, end, text: field })
  }
  return replaceRanges(source, edits)
}

function trimSentence(address: string): number {
  const trimmed = address.replace(/[.,;:!?]+$/, '')
  const isInParentheses = trimmed.endsWith(')') && !trimmed.includes('(')
  return isInParentheses ? trimSentence(trimmed.slice(0, -1)) : trimmed.length
}
