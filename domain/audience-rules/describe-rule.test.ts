import { describe, expect, it } from 'vitest'
import { describeRule } from './describe-rule.ts'
import { dimensions, sources } from './dimensions.ts'
import { parseRule } from './parse-rule.ts'

const names: Record<string, string> = {
  grp_01jd3x7k0fe1qv8m4z2r5t9w6n: 'Staff',
  aud_01jd3x7k0fe1qv8m4z2r5t9w6n: 'Loyal in Sofia',
  brd_01jd3x7k0fe1qv8m4z2r5t9w6n: 'Spring',
}

function describeText(text: string): string {
  const parsed = parseRule(text, { currency: 'EUR' })
  return parsed.kind === 'rule' ? describeRule(parsed.rule, { names: (id) => names[id] }) : parsed.fault.message
}

const examples = [...dimensions, ...sources, ...sources.flatMap(({ fields }) => fields)].flatMap((entry) => entry.examples)
const more = String.raw`
orders.count(last 90d) >= 3 and reachable.sms = true
orders.count = 0
orders.count(last 30d) < 2
orders.count between 2 and 4
orders.count != 3
not orders.count >= 2
orders.count(where coupon is not set and total > 100 EUR) >= 2
orders.count(where paymentMethod = "card" or coupon is set) >= 1
orders.sum(total, last 365d, where paymentMethod = "card") < 100
orders.sum(refunded) > 10
orders.average(total) is set
not orders.average(total) is set
orders.average(refunded, last 30d) > 5
orders.last not within last 30d
orders.last is set
orders.last is not set
orders.first not within last 30d
orders.first(last 90d) after 60d ago
orders.last(where coupon is set) not within last 30d
orders.last after 2026-01-31T10:00:00Z
orders.last on today
cancelledOrders.count = 0
cancelledOrders.last not within last 7d
cancelledOrders.sum(total) > 100
orderItems.average(price) > 10
orderItems.sum(price, where merchant = "A") > 10
orderItems.average(quantity) >= 2
orderItems.count(where not (category = "Coffee" or name contains "tea")) >= 1
orderItems.count(last 30d, where category in ("Coffee", "Tea") and (price > 5 EUR or quantity >= 3)) >= 2
events.average(properties.rating) < 3
events.count = 0
engagement.count = 0
engagement.count(where type = sent and channel = sms) = 0
engagement.last(where type = sent) before 30d ago
engagement.last(where type = sent) not within last 30d
engagement.count(where type in (opened, clicked)) >= 3
engagement.count(where type = bounced) >= 1
engagement.count(where type = unsubscribed and campaign = brd_01jd3x7k0fe1qv8m4z2r5t9w6n) >= 1
engagement.count(where campaign = brd_01jd3x7k0fe1qv8m4z2r5t9w6n) = 0
segmentChanges.count(where segment in (vip, repeat) and change = left) >= 1
segmentChanges.count(last 7d) >= 2
segmentChanges.last(where change = entered and segment = vip) within last 7d
city != "Sofia"
city is not set
city not in ("Sofia", "Varna")
email not contains "x"
country not in (BG, RO)
country contains "B"
language != bg
language in (bg, "pt-BR", klingon)
age != 5
age is not set
age < 18
birthday.month >= 5
birthday.month != 5
birthday not within next 7d
birthday on 2026-05-03
birthday is not set
attributes.plan != gold
attributes.plan in (gold, 3, true)
attributes.plan is not set
attributes.visits between 1 and 3
attributes.plan not contains x
attributes.renewal before today
attributes.renewal on 2026-01-31
consent.email in (never, pending)
consent.email not in (never, unsubscribed)
consent.push != subscribed
consent.sms = unsubscribed
reachable.push != true
suppressed.sms = true
pushDevices = 0
pushDevices = 1
pushDevices < 3
lastContact is not set
lastContact.sms within last 14d
lastContact within from 2026-01-01 until 60d ago
lastContact after in 7d
lastContact before now
segment not in (vip, repeat)
rfm = cannot_lose
group != grp_01jd3x7k0fe1qv8m4z2r5t9w6n
audience in (aud_01jd3x7k0fe1qv8m4z2r5t9w6n, aud_01jd3x7k0fe1qv8m4z2r5t9w6p)
externalId in (1,2,3,4,5,6,7,8)
everyone
nobody
not everyone
(segment = vip or city = "Sofia") and age >= 18
segment = vip and city = "Sofia" or age >= 18
not (segment = vip or city = "Sofia")
segment = vip and city = "Sofia" and (age >= 18 or (age < 10 and reachable.push = true))
rfm.fm = 3
rfm.fm is not set
rfm.aov != 5
engagement.count(where type = sent) = 1
engagement.count(where type = delivered and channel != email) > 2
engagement.last(where type = clicked) is not set
events.count(where name in ("Bid", "Product Viewed") and properties.value is set) between 2 and 4
events.last(where name = "Bid") before 7d ago
orders.count(from 2026-01-01 until 2026-01-31) = 1
orders.count(from 30d ago) > 1
orders.count(until 2026-01-31T10:15:30Z) <= 2
orders.count(where placedAt on today) < 1
orders.sum(total) = 0.00 EUR
orders.sum(total) between 10.00 EUR and 1250.50 EUR
orders.average(total) >= 1000 JPY
not orders.average(total) > 40
not consent.email in (pending, subscribed)
not reachable.email = true
lastContact.email is set
createdAt on 60d ago
createdAt before in 2w
age >= 18 and (city = "Sofia" or (country = BG and (segment = vip or segment = repeat)))
`

describe('describeRule', () => {
  it('says each rule in the words that somebody has read (rules-in-words.md)', async () => {
    const rules = [...new Set([...examples, ...more.trim().split('\n')])]
    const lines = rules.map((rule) => `- \`${rule}\`\n  ${describeText(rule)}`)
    const head =
      '# Rules in words\n\nEach rule, and what `describeRule` says of it. When it says something else, read this, then let `npx vitest -u` write it.\n'
    await expect(`${head}\n${lines.join('\n')}\n`).toMatchFileSnapshot('rules-in-words.md')
  })

  it('shortens what is long, and calls by its id what nobody can name', () => {
    expect(describeText(`city = "${'a'.repeat(100)}"`)).toBe(`is in the city “${'a'.repeat(60)}…”`)
    expect(describeText('externalId in (1, 2, 3, 4, 5, 6)')).toBe('has the store id “1”, “2”, “3”, “4”, “5” or “6”')
    expect(describeText('group = grp_01jd3x7k0fe1qv8m4z2r5t9w6p')).toBe('is in the group grp_01jd3x7k0fe1qv8m4z2r5t9w6p')
  })

  it('says amounts with the decimals of their currency, to the last minor unit', () => {
    expect(describeText('orders.sum(total) > 90071992547409.91 EUR')).toBe('spent more than €90,071,992,547,409.91')
    expect(describeText('orders.sum(total) > 1.5 KWD')).toBe('spent more than KWD\u00a01.500')
  })
})
