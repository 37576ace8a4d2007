/**
 * Freezes a message for a send: checks it whole, takes its links out, fills in the sender, and puts in what every marketing message needs. The same message and
 * store freeze to the same result. What is frozen renders without looking anything up.
 */
import type { FrozenMessage, Message } from '../domain/messages.ts'
import { freezeEmail } from './freeze-email.ts'
import { freezePush } from './freeze-push.ts'
import { freezeSms } from './freeze-sms.ts'
import { createLinkList } from './link-list.ts'
import type { TemplateKind } from './liquid-engine.ts'
import type { Draft, FreezeOptions } from './message-draft.ts'
import type { MessagePart, MessageProblem } from './message-problem.ts'
import { checkTemplate } from './template-check.ts'

export type { FreezeOptions }

export interface FreezeResult {
  /** Undefined where a problem is an error. */
  frozen: FrozenMessage | undefined
  problems: MessageProblem[]
}

export function freezeMessage(message: Message, options: FreezeOptions): FreezeResult {
  const { store, hasVoucher } = options
  const fields = new Set<string>()
  const links = createLinkList(store)
  const problems: MessageProblem[] = []
  const check = (source: string, kind: TemplateKind, part: MessagePart) => {
    const use = checkTemplate(source, kind, part, { store, ...(hasVoucher !== undefined && { hasVoucher }) })
    for (const field of use.customerFields) fields.add(field)
    problems.push(...use.problems)
    return use
  }
  const frozenMessage = freezeParts(message, { ...options, links, problems, check })
  problems.push(...links.problems)
  if (frozenMessage === undefined || problems.some(({ level }) => level === 'error')) return { frozen: undefined, problems }
  const { name, postalAddress, timeZone, currency, url } = store
  const frozen = {
    message: frozenMessage,
    links: links.addresses,
    fields: [...fields].toSorted(),
    store: { name, postalAddress, timeZone, currency, url },
  }
  return { frozen, problems }
}

/** Undefined where a part cannot be read as Liquid. */
function freezeParts(message: Message, draft: Draft): Message | undefined {
  switch (message.channel) {
    case 'email':
      return freezeEmail(message, draft)
    case 'sms':
      return freezeSms(message, draft)
    case 'push':
      return freezePush(message, draft)
  }
}
