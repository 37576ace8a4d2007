import { describe, expect, it } from 'vitest'
import { isMachineVisit, type Visit } from './bots.ts'

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const gmailPrefetcher =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0'

function visit(change: Partial<Visit> & { userAgent?: string } = {}): Visit {
  const { userAgent = phone, ...rest } = change
  return { kind: 'opened', method: 'GET', ...rest, headers: { 'user-agent': userAgent, ...rest.headers } }
}

describe('a visit', () => {
  it.each([
    phone,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Linux; Android 15; CUBOT X90) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.1',
  ])('with %s is a person’s', (userAgent) => {
    expect(isMachineVisit(visit({ userAgent }))).toBe(false)
    expect(isMachineVisit(visit({ userAgent, kind: 'clicked' }))).toBe(false)
  })

  it.each([
    '',
    'Mozilla/5.0 (compatible; MailLinkScanner/2.4; security scan)',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Barracuda Sentinel (EE)',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) BingPreview/2.0 Chrome/100.0 Safari/537.36',
    'curl/8.5.0',
    'python-requests/2.32',
    'Go-http-client/2.0',
    'node',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Microsoft Office Existence Discovery',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0.0.0 Safari/537.36',
  ])('with %j is a machine’s', (userAgent) => {
    expect(isMachineVisit(visit({ userAgent, kind: 'clicked' }))).toBe(true)
  })

  it.each([
    'Mozilla/5.0',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    gmailPrefetcher,
    'YahooMailProxy; https://help.yahoo.com',
  ])('by a picture proxy (%s) is no person’s open', (userAgent) => {
    expect(isMachineVisit(visit({ userAgent }))).toBe(true)
  })

  it('that asks for the head alone is never a person’s', () => {
    expect(isMachineVisit(visit({ method: 'HEAD' }))).toBe(true)
  })

  it('that the browser makes in advance is not a person’s', () => {
    expect(isMachineVisit(visit({ headers: { 'sec-purpose': 'prefetch;prerender' } }))).toBe(true)
    expect(isMachineVisit(visit({ headers: { purpose: 'prefetch' } }))).toBe(true)
  })
})
