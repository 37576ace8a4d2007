/**
 * How a message to one address ends. What the behaviour says of that very address comes first, then Resend's test
 * addresses (`bounced@resend.dev`, with or without a +label), then the rates, always the same for one address.
 */
import type { Behaviour, Outcome } from './behaviour.ts'

const TEST_ADDRESS = /^(delivered|bounced|complained|suppressed)(?:\+[^@]*)?@resend\.dev$/

export function outcomeOf(address: string, behaviour: Behaviour, chance: (what: string, address: string) => number): Outcome {
  const known = address.toLowerCase()
  const fixed = behaviour.outcomes[known] ?? (TEST_ADDRESS.exec(known)?.[1] as Outcome | undefined)
  if (fixed) return fixed
  if (!behaviour.deliver) return 'silent'
  if (chance('bounce', known) < behaviour.bounceRate) return 'bounced'
  if (chance('soft bounce', known) < behaviour.softBounceRate) return 'soft_bounced'
  if (chance('delay', known) < behaviour.delayRate) return 'delayed'
  return chance('complain', known) < behaviour.complaintRate ? 'complained' : 'delivered'
}
