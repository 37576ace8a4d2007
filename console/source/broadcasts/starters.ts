/** What a new draft starts from, so that nobody faces an empty page. */
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

export interface Suggestion {
  segment: 'at_risk' | 'new'
  title: string
  why: string
  name: string
  letter: Letter
}

/** The two sends that are worth making again and again. */
export const suggestions: readonly Suggestion[] = [
  {
    segment: 'at_risk',
    title: 'Win back people at risk',
    why: 'Good customers who have been quiet for longer than is usual for them. Most of those who still hear from you now come back; later, few do.',
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
  },
  {
    segment: 'new',
    title: 'Welcome new customers',
    why: 'Their first order was in the last 30 days. A second order soon after the first is what makes a regular.',
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
  },
]

export function prepareSuggestion({ segment, name, letter }: Suggestion, shopUrl: string | undefined): NewBroadcast {
  const message = writeEmail(letter, shopUrl === undefined || shopUrl === '' ? fallbackUrl : shopUrl)
  return { name, message, audience: { include: [{ kind: 'segment', segment }], exclude: [] } }
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
