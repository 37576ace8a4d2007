/** A message while it is being frozen. */
import type { StoreSettings } from '../domain/settings.ts'
import type { LinkList } from './link-list.ts'
import type { TemplateKind } from './liquid-engine.ts'
import type { MessagePart, MessageProblem } from './message-problem.ts'
import type { TemplateUse } from './template-check.ts'

export interface FreezeOptions {
  store: StoreSettings
  /** Put at the end of an SMS that says nothing about opting out, such as `Reply STOP to opt out`. */
  smsOptOutHint?: string
  /** The campaign gives a voucher: `voucher.code` and the like may be used. */
  hasVoucher?: boolean
}

/** What its parts share. */
export interface Draft extends FreezeOptions {
  links: LinkList
  problems: MessageProblem[]
  /** Checks a part, and notes the merge fields that it uses. */
  check(source: string, kind: TemplateKind, part: MessagePart): TemplateUse
}

/** Parts that are one line, and parts that must not be empty. */
export function checkLine(source: string, part: MessagePart, problems: MessageProblem[]): void {
  if (source.trim() === '') problems.push({ level: 'error', code: 'empty', part, message: 'This cannot be empty' })
  if (/[\r\n]/.test(source.trim())) problems.push({ level: 'error', code: 'not_one_line', part, message: 'This has to be one line' })
}
