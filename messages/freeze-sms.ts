/** Freezes an SMS. */
import type { SmsMessage } from '../domain/messages.ts'
import { checkLine, type Draft } from './message-draft.ts'
import { takeTextLinks } from './link-list.ts'
import { maskLiquid } from './liquid-source.ts'

/** What Vonage takes. */
export const longestSms = 1_000

/** Opt-out by word, or by link, or in the words of many a language. */
const optOutPattern = /\b(?:stop|opt[ -]?out|unsubscribe|abmelden|arr[eê]t|baja|cancelar)\b/i

export function freezeSms(message: SmsMessage, draft: Draft): SmsMessage | undefined {
  const { problems, links, smsOptOutHint, store } = draft
  if (message.text.trim() === '') problems.push({ level: 'error', code: 'empty', part: 'text', message: 'This cannot be empty' })
  if (message.from !== undefined) checkLine(message.from, 'from', problems)
  const use = draft.check(message.text, 'text', 'text')
  if (use.problems.length > 0) return undefined
  const written = maskLiquid(message.text)
  const hasOptOut = use.otherFields.has('unsubscribe_url') || optOutPattern.test(written)
  const isCompleted = !hasOptOut && smsOptOutHint !== undefined && smsOptOutHint !== ''
  if (!hasOptOut && !isCompleted) {
    problems.push({
      level: 'warning',
      code: 'no_opt_out',
      part: 'text',
      message: 'A marketing SMS should say how to opt out, such as "Reply STOP to opt out" or {{ unsubscribe_url }}',
    })
  }
  const text = takeTextLinks(message.text, 'text', links) + (isCompleted ? ` ${smsOptOutHint}` : '')
  if (links.addresses.length > 0) {
    problems.push({
      level: 'info',
      code: 'sms_links_tracked',
      part: 'text',
      message: 'Web addresses become tracked links, which are longer: the preview shows how many parts the message takes',
    })
  }
  if (Array.from(written).filter((character) => character !== '\uE000').length > longestSms) {
    problems.push({ level: 'error', code: 'too_long', part: 'text', message: `No more than ${longestSms} characters` })
  }
  return { ...message, text, from: message.from ?? store.smsSender }
}
