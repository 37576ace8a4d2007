/** What is wrong, or worth knowing, about a message that an operator wrote. `message` is for them to read; it quotes nothing but what they wrote. */

export type MessagePart = 'subject' | 'preheader' | 'html' | 'text' | 'title' | 'body' | 'url' | 'icon' | 'from'

export type MessageProblemCode =
  /** Errors: the message cannot be sent. */
  | 'empty'
  | 'too_long'
  | 'not_one_line'
  | 'liquid_syntax'
  | 'liquid_fails'
  | 'unknown_field'
  | 'whole_object'
  | 'not_repeatable'
  | 'too_slow'
  | 'link_not_absolute'
  | 'link_scheme'
  | 'link_host_not_literal'
  | 'link_invalid'
  /** Warnings: it can be sent, but probably should not be as it is. */
  | 'link_not_tracked'
  | 'clipped_by_mailboxes'
  | 'no_opt_out'
  /** For information. */
  | 'footer_added'
  | 'text_made_from_html'
  | 'sms_links_tracked'

export interface MessageProblem {
  level: 'error' | 'warning' | 'info'
  code: MessageProblemCode
  part: MessagePart
  message: string
  /** Where in the part, both from 1. */
  line?: number
  column?: number
  /** As it is written in the template: `customer.frist_name`. */
  field?: string
}

/** Line and column, from 1, of an offset in a text. */
export function locate(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
