/** The demo's broadcast: a win-back email to At-risk customers, as a store would write it. */
import type { EmailMessage } from '../../domain/messages.ts'
import { storeUrl } from './catalogue.ts'

const green = '#1f5c4a'
const text = 'margin:0 0 16px;font-size:16px;line-height:25px;color:#2b2f2d'

function link(path: string, label: string, style = `color:${green}`): string {
  return `<a href="${storeUrl}${path}?utm_source=regulars&amp;utm_campaign=we-miss-you" style="${style}">${label}</a>`
}

function card(path: string, title: string, words: string): string {
  return `<tr><td style="padding:0 0 12px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border:1px solid #dfe6e1;border-radius:10px"><tr>
        <td style="padding:16px 18px"><strong style="font-size:16px;color:#2b2f2d">${title}</strong><br><span style="font-size:14px;line-height:21px;color:#5c6660">${words}</span></td>
        <td align="right" style="padding:16px 18px;white-space:nowrap">${link(path, 'Have a look', `color:${green};font-size:14px;font-weight:bold;text-decoration:none`)}</td>
      </tr></table></td></tr>`
}

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Your table is still laid</title></head>
<body style="margin:0;background:#f3f6f3;font-family:Helvetica,Arial,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f6f3"><tr><td align="center" style="padding:28px 12px">
  <table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border-radius:14px">
    <tr><td style="padding:26px 32px;background:${green};border-radius:14px 14px 0 0;color:#ffffff;font-size:20px;font-weight:bold">{{ store.name }}</td></tr>
    <tr><td style="padding:32px 32px 8px">
      <h1 style="margin:0 0 18px;font-size:26px;line-height:33px;color:#16241e">It has been a while, {{ customer.first_name | default: "neighbour" }}</h1>
      <p style="${text}">The people at {{ customer.attributes.favourite_merchant | default: "your favourite shops" }} asked after you.
      The shelves have changed since your last order: new growers, fresh roasts, and a few things we think you will like.</p>
      <p style="${text}">Order before Sunday and delivery{% if customer.city %} to {{ customer.city }}{% endif %} is on us.</p>
    </td></tr>
    <tr><td align="center" style="padding:4px 32px 28px">${link('/welcome-back', 'See what is new', `display:inline-block;padding:14px 30px;background:${green};border-radius:8px;color:#ffffff;font-size:16px;font-weight:bold;text-decoration:none`)}</td></tr>
    <tr><td style="padding:0 32px 16px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0">
      ${card('/collections/baskets', 'The market basket', 'Vegetables, fruit, cheese and a loaf, from four farms')}
      ${card('/collections/coffee', 'Slow mornings', 'Two new roasts and a dripper that fits every mug')}
      ${card('/collections/dinner', 'Dinner is done', 'Cooked by your neighbours’ favourite kitchens')}
    </table></td></tr>
    <tr><td style="padding:0 32px 30px"><p style="${text}">Not what you were looking for? ${link('/help', 'Write to us')}, a person answers.</p></td></tr>
  </table>
  <p style="margin:20px 0 0;font-size:12px;line-height:19px;color:#7a857f">You get this because you agreed to news from {{ store.name }}.<br>{{ store.postal_address }}<br>
  <a href="{{ unsubscribe_url }}" style="color:#7a857f">Unsubscribe</a> &middot; <a href="{{ preferences_url }}" style="color:#7a857f">Choose what you get</a></p>
</td></tr></table>
</body>
</html>`

const message: EmailMessage = {
  channel: 'email',
  subject: '{{ customer.first_name | default: "Neighbour" }}, your table is still laid',
  preheader: 'New growers, fresh roasts, and delivery on us until Sunday',
  html,
}

/** What is posted to `/api/v1/broadcasts`. A tenth is held back, so that the report can show what the email has changed. */
export const demoBroadcast = {
  name: 'We miss you: At-risk customers',
  channel: 'email',
  message,
  audience: { include: [{ kind: 'segment', segment: 'at_risk' }], exclude: [] },
  schedule: { kind: 'now' },
  holdoutPercent: 10,
}
