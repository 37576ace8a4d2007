/**
 * Reads a template before it is frozen: whether it is Liquid, which merge fields it uses and whether there are such, and whether it renders in
 * time and the same each time.
 */
import { analyzeSync, LiquidError, type Template } from 'liquidjs'
import type { StoreSettings } from '../domain/settings.ts'
import { createLiquid, longestTemplate, type TemplateKind } from './liquid-engine.ts'
import { findField } from './merge-fields.ts'
import { locate, type MessagePart, type MessageProblem } from './message-problem.ts'

export interface TemplateUse {
  problems: MessageProblem[]
  /** As in `FrozenMessage.fields`. */
  customerFields: Set<string>
  /** `unsubscribe_url`, `store.postal_address`, … */
  otherFields: Set<string>
}

/** A rendering with nothing filled in takes a few ms at most. */
const trialLimitMs = 1_000
const currentTime = /(['"])(?:now|today)\1\s*\|\s*date/

/** @param hasVoucher whether the campaign gives a voucher, whose fields the template may then name */
export function checkTemplate(
  source: string,
  kind: TemplateKind,
  part: MessagePart,
  { store, hasVoucher = false }: { store: StoreSettings; hasVoucher?: boolean },
): TemplateUse {
  const use: TemplateUse = { problems: [], customerFields: new Set(), otherFields: new Set() }
  const report = (problem: Omit<MessageProblem, 'level' | 'part'>) => use.problems.push({ level: 'error', part, ...problem })
  if (source.length > longestTemplate) {
    report({ code: 'too_long', message: `No more than ${longestTemplate} characters` })
    return use
  }
  const now = currentTime.exec(source)
  if (now !== null)
    report({
      code: 'not_repeatable',
      message: 'The current time would differ between two attempts to send the same message',
      ...locate(source, now.index),
    })
  const engine = createLiquid(kind, { timeZone: store.timeZone, renderLimitMs: trialLimitMs })
  let templates: Template[]
  try {
    templates = engine.parse(source)
    collectFields(templates, use, { hasVoucher, report })
  } catch (fault) {
    report({ code: 'liquid_syntax', ...describeFault(fault) })
    return use
  }
  if (use.problems.length > 0) return use
  try {
    engine.renderSync(templates, {
      customer: {},
      voucher: {},
      store: { name: store.name, postal_address: store.postalAddress, url: store.url },
      unsubscribe_url: '',
      preferences_url: '',
      voucher_url: '',
    })
  } catch (fault) {
    const described = describeFault(fault)
    report({ code: /limit exceeded/.test(described.message) ? 'too_slow' : 'liquid_fails', ...described })
  }
  return use
}

function collectFields(
  templates: Template[],
  use: TemplateUse,
  { hasVoucher, report }: { hasVoucher: boolean; report: (problem: Omit<MessageProblem, 'level' | 'part'>) => void },
): void {
  for (const variables of Object.values(analyzeSync(templates, { partials: false }).globals)) {
    for (const variable of variables) {
      const path = variable.segments
      const field = findField(path)
      const at = { field: variable.toString(), line: variable.location.row, column: variable.location.col }
      if (field?.kind === 'customer' || (field?.kind === 'voucher' && hasVoucher)) use.customerFields.add(field.name)
      else if (field?.kind === 'store') use.otherFields.add(`store.${field.name}`)
      else if (field?.kind === 'link' && (field.name !== 'voucher_url' || hasVoucher)) {
        use.otherFields.add(field.name)
        // The page finds the voucher by the code that is kept with the delivery.
        if (field.name === 'voucher_url') use.customerFields.add('voucher.code')
      } else if (path.length === 1 && (path[0] === 'customer' || path[0] === 'store' || (path[0] === 'voucher' && hasVoucher)))
        report({ code: 'whole_object', message: `Name a field of it: ${path[0]}.…`, ...at })
      else if (path[0] === 'customer' && path[1] === 'attributes')
        report({ code: 'whole_object', message: 'Name an attribute: customer.attributes.…', ...at })
      else report({ code: 'unknown_field', message: `There is no merge field ${variable.toString()}`, ...at })
    }
  }
}

/** Liquid's messages quote the template, which the operator has written, and no values. */
function describeFault(fault: unknown): { message: string; line?: number; column?: number } {
  if (!LiquidError.is(fault)) return { message: 'The template cannot be read' }
  const [line, column] = fault.token.getPosition()
  const message = fault.message.replace(/, line:\d+, col:\d+$/, '')
  return line === undefined || column === undefined ? { message } : { message, line, column }
}
