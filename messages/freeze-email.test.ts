import { describe, expect, it } from 'vitest'
import type { EmailMessage } from '../domain/messages.ts'
import { defaultSettings } from '../domain/settings.ts'
import { freezeMessage } from './freeze.ts'

const { store } = defaultSettings
const footer = '<p>{{ store.postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>'

function freeze(message: Partial<EmailMessage>) {
  const { frozen, problems } = freezeMessage({ channel: 'email', subject: 'News', html: '<p>Hi</p>', ...message }, { store })
  return { frozen, email: frozen?.message as EmailMessage | undefined, problems, errors: problems.filter(({ level }) => level === 'error') }
}

describe('freezing an email', () => {
  it('takes the links out, numbers them, and leaves a merge field in their place', () => {
    const { frozen, email } = freeze({
      html: `<body><a class="x" href='https://shop.example/a?x=1&amp;y=2' title=t>A</a> <A HREF=https://shop.example/b/>B</A> <area href="https://shop.example/a?x=1&y=2">${footer}</body>`,
    })
    expect(frozen?.links).toEqual(['https://shop.example/a?x=1&y=2', 'https://shop.example/b/'])
    expect(email?.html).toContain('<a class="x" href="{{ click_url_0 }}" title=t>A</a> <A href="{{ click_url_1 }}">B</A>')
    expect(email?.html).toContain('<area href="{{ click_url_0 }}">')
  })

  it('reads HTML as browsers do: comments, scripts and quoted angle brackets hold no links', () => {
    const { frozen } = freeze({
      html: `<!-- <a href="javascript:x"> --><style>a::before{content:'<a href="javascript:y">'}</style><a title="> <a href='/no'>" href="https://shop.example/yes">x</a><textarea><a href="no"></textarea>${footer}`,
    })
    expect(frozen?.links).toEqual(['https://shop.example/yes'])
  })

  it('keeps merge fields in links where they follow the host, and logic that stands alone', () => {
    const { frozen, problems } = freeze({
      html: `{% if customer.country == "DE" %}<a href="https://shop.example/de?c={{ customer.external_id | default: "a>b" }}">x</a>{% else %}<a href="https://shop.example/{% if customer.city %}c{% endif %}">y</a>{% endif %}${footer}`,
    })
    expect(frozen?.links).toEqual([
      'https://shop.example/de?c={{ customer.external_id | default: "a>b" }}',
      'https://shop.example/{% if customer.city %}c{% endif %}',
    ])
    expect(frozen?.fields).toEqual(['city', 'country', 'external_id'])
    expect(problems.map(({ code }) => code)).toEqual(['text_made_from_html'])
  })

  it('leaves a link of a loop untracked and says so', () => {
    const { frozen, email, problems } = freeze({
      html: `{% for item in customer.attributes.items %}<a href="https://shop.example/{{ item }}">x</a>{% endfor %}${footer}`,
    })
    expect(frozen?.links).toEqual([])
    expect(email?.html).toContain('href="https://shop.example/{{ item }}"')
    expect(problems).toContainEqual(expect.objectContaining({ level: 'warning', code: 'link_not_tracked' }))
  })

  it('does not touch what raw and comment blocks hold', () => {
    const { frozen, email } = freeze({
      html: `{% raw %}<a href="https://shop.example/raw">{{ x }}</a>{% endraw %}{% comment %}<a href="/x">{% endcomment %}${footer}`,
    })
    expect(frozen?.links).toEqual([])
    expect(email?.html).toContain('{% raw %}<a href="https://shop.example/raw">{{ x }}</a>{% endraw %}')
  })

  it('says where a link is wrong', () => {
    const { frozen, errors } = freeze({ html: `<p>Hi</p>\n  <a href="javascript:alert(1)">x</a>` })
    expect(frozen).toBeUndefined()
    expect(errors).toEqual([expect.objectContaining({ code: 'link_scheme', part: 'html', line: 2, column: 6 })])
  })

  it('puts the preheader first and the open pixel last, inside the body', () => {
    const { email } = freeze({
      preheader: 'Sale <now> for {{ customer.city }}',
      html: `<html><head><title>t</title></head><body class="a>b">Hi${footer}</body></html>`,
    })
    expect(email?.html).toMatch(
      /^<html><head><title>t<\/title><\/head><body class="a>b"><div style="display:none[^>]*>Sale &lt;now&gt; for {{ customer.city }}<\/div>Hi/,
    )
    expect(email?.html).toMatch(/<img src="{{ open_pixel_url }}"[^>]*><\/body><\/html>$/)
  })

  it.each([
    ['a fragment', '<p>Hi</p>', /^<div style="display:none.*<\/div><p>Hi<\/p><div style.*<\/div><img [^>]*>$/],
    [
      'a document without a body',
      '<!doctype html><html><head></head><p>Hi</p></html>',
      /^<!doctype html><html><head><\/head><div style="display:none.*<\/div><p>Hi<\/p>.*<img [^>]*><\/html>$/,
    ],
  ])('finds the place for them in %s', (_, html, expected) => {
    expect(freeze({ preheader: 'Pre', html }).email?.html).toMatch(expected)
  })

  it('does not take an unsubscribe address that nobody can follow for a link', () => {
    for (const html of ['<p>Hi</p><!-- <a href="{{ unsubscribe_url }}">out</a> -->', '<p title="{{ unsubscribe_url }}">Hi</p>'])
      expect(freeze({ html }).email?.html).toMatch(/<a href="{{ unsubscribe_url }}" style/)
  })

  it('adds the postal address and the unsubscribe link where they are missing, and only those', () => {
    const added = ({ problems }: ReturnType<typeof freeze>) => problems.some(({ code }) => code === 'footer_added')
    const both = freeze({})
    expect(both.email?.html).toMatch(/{{ store.postal_address }}.*href="{{ unsubscribe_url }}"/)
    expect(both.email?.text).toMatch(/{{ store.postal_address }}[^]*{{ unsubscribe_url }}/)
    expect(added(both)).toBe(true)
    expect(added(freeze({ html: footer }))).toBe(false)
    const addressWritten = freeze({ html: `<p>${store.postalAddress.replace(', ', ',\n  ')}</p>` })
    expect(addressWritten.email?.html).not.toContain('store.postal_address')
    expect(addressWritten.email?.html).toContain('unsubscribe_url')
  })

  it('makes the text part from the HTML, with the same links and merge fields', () => {
    const { email } = freeze({
      html: `<h1>Hello {{ customer.first_name | default: "you" }}</h1><p>Our&nbsp;<a href="https://shop.example/a">shoes</a> &amp; {% if customer.city %}bags{% endif %}</p><img src="x.png" alt="Picture">${footer}`,
    })
    expect(email?.text).toBe(
      'Hello {{ customer.first_name | default: "you" }}\n\nOur shoes <{{ click_url_0 }}> & {% if customer.city %}bags{% endif %}\n\nPicture\n\n{{ store.postal_address }} Unsubscribe <{{ unsubscribe_url }}>',
    )
  })

  it('tracks the links of a text part that was written, and completes it', () => {
    const { frozen, email } = freeze({
      html: `<a href="https://shop.example/a">x</a>${footer}`,
      text: 'See https://shop.example/a, or (https://shop.example/b?c={{ customer.city }}).',
    })
    expect(frozen?.links).toEqual(['https://shop.example/a', 'https://shop.example/b?c={{ customer.city }}'])
    expect(email?.text).toMatch(
      /^See {{ click_url_0 }}, or \({{ click_url_1 }}\)\.\n\n--\n{{ store.postal_address }}\nUnsubscribe: {{ unsubscribe_url }}/,
    )
  })

  it.each([
    ['Hi {{ customer.frist_name }}', { code: 'unknown_field', field: 'customer.frist_name', line: 1, column: 7 }],
    ['Hi {{ first_name }}', { code: 'unknown_field', field: 'first_name' }],
    ['{{ click_url_0 }}', { code: 'unknown_field', field: 'click_url_0' }],
    ['{% assign c = customer %}{{ c.first_name }}', { code: 'whole_object', field: 'customer' }],
    ['{{ customer.attributes }}', { code: 'whole_object' }],
    ['a {% if x %}', { code: 'liquid_syntax', line: 1, column: 3 }],
    ['a {{ customer.city | shout }}', { code: 'liquid_syntax' }],
    ['{% include "x" %}', { code: 'liquid_syntax' }],
    ['{{ "now" | date: "%Y" }}', { code: 'not_repeatable' }],
    ['{% assign n = "today" %}{{ n | date: "%Y" }}', { code: 'liquid_fails' }],
    ['{% for a in (1..9000) %}{% for b in (1..9000) %}{% for c in (1..9000) %}{% endfor %}{% endfor %}{% endfor %}', { code: 'too_slow' }],
  ])('refuses the template %s', (subject, problem) => {
    const { frozen, errors } = freeze({ subject })
    expect(frozen).toBeUndefined()
    expect(errors).toContainEqual(expect.objectContaining({ level: 'error', part: 'subject', ...problem }))
  })

  it('takes a subject of one line only, and no empty one', () => {
    expect(freeze({ subject: 'a\nb' }).errors).toEqual([expect.objectContaining({ code: 'not_one_line', part: 'subject' })])
    expect(freeze({ subject: ' ' }).errors).toEqual([expect.objectContaining({ code: 'empty', part: 'subject' })])
    expect(freeze({ html: ' ' }).errors).toEqual([expect.objectContaining({ code: 'empty', part: 'html' })])
  })

  it('notes every merge field that a part or a link uses', () => {
    const { frozen } = freeze({
      subject: '{{ customer.first_name }}',
      preheader: '{{ customer.city }}',
      html: `<a href="https://shop.example/{{ customer.attributes["shoe-size"] }}">{% for x in customer.attributes.items %}{{ x.name }}{{ forloop.index }}{% endfor %}</a>`,
      text: '{{ customer.birthday }}',
    })
    expect(frozen?.fields).toEqual(['attributes.items', 'attributes.shoe-size', 'birthday', 'city', 'first_name'])
  })

  it('fills in the sender, and freezes the same message to the same result', () => {
    expect(freeze({}).email?.from).toEqual(store.sender)
    expect(freeze({ from: { name: 'Ana', email: 'ana@store.example' } }).email?.from).toEqual({ name: 'Ana', email: 'ana@store.example' })
    expect(
      freezeMessage({ channel: 'email', subject: 's', html: 'x' }, { store: { ...store, replyTo: 'reply@store.example' } }).frozen?.message,
    ).toMatchObject({ replyTo: 'reply@store.example' })
    expect(freeze({})).toEqual(freeze({}))
  })

  it('warns of what Gmail cuts off', () => {
    expect(freeze({ html: `<p>${'x'.repeat(110_000)}</p>` }).problems).toContainEqual(
      expect.objectContaining({ level: 'warning', code: 'clipped_by_mailboxes' }),
    )
  })
})
