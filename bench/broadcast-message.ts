/** The email that the benchmark sends: 5.6 KB, five tracked links, two merge fields. */
import type { EmailMessage } from '../domain/messages.ts'

const paragraph =
  'Since your last visit the shelves have filled up with new arrivals from the makers that you know, and a few that you do not know yet. ' +
  'Have a look around, take your time, and if something is not right, send it back within thirty days. '

export const benchmarkMessage: EmailMessage = {
  channel: 'email',
  subject: '{{ customer.first_name | default: "Hello" }}, something new for you',
  preheader: 'New arrivals this week',
  html: `<!doctype html><html lang="en"><body style="font-family:sans-serif"><h1>Hello {{ customer.first_name | default: "there" }} from {{ customer.city }}</h1>${[
    1, 2, 3, 4, 5,
  ]
    .map(
      (n) =>
        `<p>${paragraph.repeat(2)}</p><p><a href="https://store.example/collections/new-${n}?utm_source=newsletter">See collection ${n}</a></p>`,
    )
    .join('')}</body></html>`,
}
