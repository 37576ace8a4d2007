/** What the contact policy looked at when it decided about one message, in sentences. */
import { formatInstant } from '../words/instants.ts'

const consentSentences: Record<string, string> = {
  never: 'Had never consented to the channel then.',
  pending: 'Had been asked for consent, and had not confirmed.',
  unsubscribed: 'Had unsubscribed from the channel.',
}

/** What stood in the way comes first; inputs that are not known are left out. */
export function explainInputs(inputs: Record<string, unknown> | null, timeZone: string): string[] {
  if (inputs === null) return []
  const { consent, suppression, lastContactAt, quietUntil } = inputs
  return [
    typeof consent === 'string' ? consentSentences[consent] : undefined,
    typeof suppression === 'string' ? `The address was on the suppression list: ${suppression.replaceAll('_', ' ')}.` : undefined,
    typeof lastContactAt === 'string' ? `The marketing message before this one left ${formatInstant(lastContactAt, timeZone)}.` : undefined,
    typeof quietUntil === 'string' ? `Quiet hours lasted until ${formatInstant(quietUntil, timeZone)}.` : undefined,
  ].filter((sentence) => sentence !== undefined)
}
