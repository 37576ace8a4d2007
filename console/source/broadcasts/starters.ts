/** What a new draft starts from, so that nobody faces an empty page. */
import type { SuggestionKey, TodaySuggestion } from '../today/today-queries.ts'
import type { Message, NewBroadcast } from './broadcast-queries.ts'
import type { Channel } from '../words/broadcasts.ts'

const fallbackUrl = 'https://www.example.com/'
const greeting = 'Hello {{ customer.first_name | default: "there" }},'

interface Letter {
  subject: string
  preheader: string
  paragraphs: string[]
  button: string
}

const blank: Letter = { subject: '', preheader: '', paragraphs: ['Write what you have to say here.'], button: 'Visit the shop' }

export function startMessage(channel: Channel, shopUrl: string | undefined): Message {
  const url = shopUrl === undefined || shopUrl === '' ? fallbackUrl : shopUrl
  switch (channel) {
    case 'email':
      return writeEmail(blank, url)
    case 'sms':
      return { channel, text: '' }
    case 'push':
      return { channel, title: '', body: '', url }
  }
}

export interface Starter {
  title: string
  why: string
  /** Of the draft. */
  name: string
  letter: Letter
  /** The same in a line, for SMS and push. */
  line: string
  /** Whose audience it is, as a rule is typed. */
  rule: string
}

/** What suggested sends say, and why they are worth making. */
export const starters: Record<SuggestionKey, Starter> = {
  at_risk: {
    title: 'Win back people at risk',
    why: 'Good customers who have been quiet for longer than is usual for them. Most of those who hear from you now come back; later, few do.',
    name: 'We miss you',
    letter: {
      subject: 'We miss you, {{ customer.first_name | default: "friend" }}',
      preheader: 'It has been a while. Here is what is new.',
      paragraphs: [
        'It has been a while since your last order, and a lot has come in since then.',
        'Come and have a look: we have picked a few things that we think you will like.',
      ],
      button: 'See what is new',
    },
    line: 'It has been a while. Come and see what is new',
    rule: 'segment = at_risk',
  },
  new: {
    title: 'Welcome new customers',
    why: 'Their first order was a short while ago. A second one soon after the first is what makes a regular.',
    name: 'Welcome',
    letter: {
      subject: 'Welcome, {{ customer.first_name | default: "and thank you" }}',
      preheader: 'Thank you for your first order.',
      paragraphs: [
        'Thank you for your first order. We hope that you like it.',
        'When you want to look around, these are the things that others come back for.',
      ],
      button: 'Look around',
    },
    line: 'Thank you for your first order. See what others come back for',
    rule: 'segment = new',
  },
  lapsed_spenders: {
    title: 'Invite big spenders back',
    why: 'They were among your best by what they spent, and have gone. Few of them come back, but each is worth a good offer.',
    name: 'Come back to us',
    letter: {
      subject: 'Would you come back, {{ customer.first_name | default: "friend" }}?',
      preheader: 'You were among our best customers.',
      paragraphs: [
        'You were one of our best customers, and we have not heard from you for a long time.',
        'Tell us what was missing, or see for yourself what has changed. We would be glad to have you back.',
      ],
      button: 'See what has changed',
    },
    line: 'We would be glad to have you back. See what has changed',
    rule: 'segment = lapsed and segment = high_spender',
  },
  vip: {
    title: 'Give VIPs something first',
    why: 'The customers who buy most, and lately. They need no discount: show them what is new before anybody else sees it.',
    name: 'First look',
    letter: {
      subject: 'You see it first, {{ customer.first_name | default: "friend" }}',
      preheader: 'Before it is in the shop for everybody.',
      paragraphs: [
        'You are one of our best customers, so you see it before anybody else.',
        'Have a look at what has just come in. It is in the shop for everybody from next week on.',
      ],
      button: 'Have a first look',
    },
    line: 'You see it first: what has just come in',
    rule: 'segment = vip',
  },
}

/** On the channel that reaches most of them, to just them. */
export function prepareSuggestion({ key, segments, channel }: TodaySuggestion, shopUrl: string | undefined): NewBroadcast {
  const { name, letter, line } = starters[key]
  const url = shopUrl === undefined || shopUrl === '' ? fallbackUrl : shopUrl
  const [only, ...more] = segments
  return {
    name,
    message: writeMessage(channel, { letter, line, url }),
    audience: {
      include: [
        only !== undefined && more.length === 0
          ? { kind: 'segment', segment: only }
          : { kind: 'rule', rule: { all: segments.map((segment) => ({ field: 'segment', op: '=', value: segment })) } },
      ],
      exclude: [],
    },
  }
}

function writeMessage(channel: Channel, { letter, line, url }: { letter: Letter; line: string; url: string }): Message {
  switch (channel) {
    case 'email':
      return writeEmail(letter, url)
    case 'sms':
      return { channel, text: `${line}: ${url} Stop: reply STOP` }
    case 'push':
      return { channel, title: letter.button, body: line, url }
  }
}

function writeEmail({ subject, preheader, paragraphs, button }: Letter, url: string): Message {
  const html = [
    '<div style="font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.6; color: #1f2328; max-width: 560px; margin: 0 auto; padding: 24px">',
    ...[greeting, ...paragraphs].map((paragraph) => `  <p>${paragraph}</p>`),
    `  <p><a href="${url}" style="display: inline-block; padding: 12px 20px; border-radius: 8px; background: #4263eb; color: #ffffff; text-decoration: none">${button}</a></p>`,
    '</div>',
  ].join('\n')
  return { channel: 'email', subject, preheader, html }
}
