/**
 * The words by which people steer text messages from their phone, and what we answer. A keyword is the whole message: "STOP" and " stop. "
 * are one, "please stop calling" is a message like any other.
 */

const optOutWords = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'OPT OUT'] as const
const optInWords = ['START', 'UNSTOP'] as const
const helpWords = ['HELP'] as const

export type SmsKeyword = 'stop' | 'start' | 'help'

const keywords = new Map<string, SmsKeyword>([
  ...optOutWords.map((word) => [word, 'stop'] as const),
  ...optInWords.map((word) => [word, 'start'] as const),
  ...helpWords.map((word) => [word, 'help'] as const),
])

/** Longer than any keyword with whatever a phone wraps around it. */
const longestKeywordMessage = 64
// What phones add unasked: spaces of all kinds, invisible characters, a full stop, quotation marks.
const wrapping = /^[\p{White_Space}\p{Cf}.!"'“”‘’«»]+|[\p{White_Space}\p{Cf}.!"'“”‘’«»]+$/gu
const combiningDot = /\u0307/g

/** The keyword that a message is, whatever its case, width of letters or surrounding spaces; undefined for every other message. */
export function readSmsKeyword(text: string): SmsKeyword | undefined {
  if (text.length > longestKeywordMessage) return undefined
  const plain = text.normalize('NFKC').replace(wrapping, '').toUpperCase()
  // İ is what a Turkish keyboard makes of i: decomposed it is I and a dot.
  const word = plain
    .normalize('NFD')
    .replace(combiningDot, '')
    .replace(/\p{White_Space}+/gu, ' ')
  return keywords.get(word)
}

/** The one answer to a keyword: GSM letters where the store's name has them, and a single part for names of ordinary length. */
export function writeKeywordReply(keyword: SmsKeyword, store: { name: string; url: string }): string {
  switch (keyword) {
    case 'stop':
      return `${store.name}: You are unsubscribed and will get no more text messages from us. Reply START to get them again.`
    case 'start':
      return `${store.name}: You will get text messages from us again. Reply STOP to end them, HELP for help.`
    case 'help':
      return `${store.name}: We text you news and offers that you asked for. Reply STOP to end them. More at ${store.url}`
  }
}
