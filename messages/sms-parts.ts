/** How an SMS is charged: by parts, whose size depends on the alphabet that its characters need (GSM 03.38: 160 or 153 of them; UCS-2: 70 or 67). */
import { SegmentedMessage } from 'sms-segments-calculator'

export interface SmsParts {
  encoding: 'GSM-7' | 'UCS-2'
  /** In units of the encoding: characters of GSM's extension table, and those outside Unicode's first plane, count twice. */
  characters: number
  parts: number
  /** Characters that fit in each part of a message of this length and encoding. */
  perPart: number
}

const perPart = { 'GSM-7': [160, 153], 'UCS-2': [70, 67] } as const

export function countSmsParts(text: string): SmsParts {
  const message = new SegmentedMessage(text)
  const { encodingName: encoding, segmentsCount: parts } = message
  const [alone, joined] = perPart[encoding]
  const bitsPerCharacter = encoding === 'GSM-7' ? 7 : 16
  return { encoding, characters: message.messageSize / bitsPerCharacter, parts, perPart: parts > 1 ? joined : alone }
}
