/**
 * Opens and clicks that no person made. Mail gateways follow every link before the recipient sees the message, and mail programs fetch its
 * pictures in advance; both are recorded, flagged, and counted apart. The rule errs towards "machine": an open is never a reason to do
 * anything, and a report that understates is better than one that flatters.
 *
 * A visit is a machine's when
 * - it is not a GET;
 * - the browser says that it prefetches (`Sec-Purpose`, `Purpose`, `X-Purpose`, `X-Moz`);
 * - it names no user agent, or one of a crawler, scanner, link preview or HTTP library;
 * - it is an open by a picture proxy: Apple Mail Privacy Protection (the bare `Mozilla/5.0`), Gmail (GoogleImageProxy, and its prefetcher,
 *   which calls itself Edge 12 and ends in a second `Mozilla/5.0`), Yahoo. They may stand for a person, but nobody can tell.
 *
 * And whoever sends them, visits that come sooner after acceptance than mail can be delivered, noticed and opened (`machineReactionMs`): that is
 * decided where the visit is recorded, since the ledger knows when the message was accepted.
 */

/** Nobody reads this fast. */
export const machineReactionMs = 1_000

export interface Visit {
  kind: 'opened' | 'clicked'
  method: string
  /** Header values by lower-case name. */
  headers: Readonly<Record<string, string | string[] | undefined>>
}

const prefetchHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']
const prefetchValues = /prefetch|prerender|preview/i

const machines = new RegExp(
  [
    // Names that crawlers, link checkers and previews give themselves. (Cubot makes phones.)
    '(?<!cu)bot\\b|crawl|spider|slurp|scan|preview|prefetch|validator|monitor|headless|phantomjs|lighthouse|archiver',
    // Mail gateways.
    'barracuda|proofpoint|mimecast|safelinks|fireeye|trendmicro|symantec|messagelabs|forcepoint|sophos|cloudmark|ironport|zscaler|fortinet|checkpoint|avanan|vadesecure|hornetsecurity|mailguard|spamassassin|urldefense',
    // Messengers and networks that unfurl links; their in-app browsers have other names.
    'facebookexternalhit|whatsapp/|slack-imgproxy|embedly|outbrain|vkshare|iframely',
    // HTTP libraries.
    'curl/|wget|python|aiohttp|httpx|okhttp|^java/|apache-httpclient|go-http-client|node-fetch|axios|undici|^node$|libwww|\\bperl\\b|\\bruby\\b|\\bphp\\b|guzzle|postman|insomnia|winhttp|powershell|microsoft office existence discovery',
  ].join('|'),
  'i',
)
const pictureProxies = /GoogleImageProxy|ggpht\.com|YahooMailProxy|YahooCacheSystem|Edge\/12\.246 Mozilla\/5\.0$|^Mozilla\/5\.0$/

export function isMachineVisit({ kind, method, headers }: Visit): boolean {
  if (method !== 'GET') return true
  if (prefetchHeaders.some((name) => prefetchValues.test(String(headers[name] ?? '')))) return true
  const userAgent = String(headers['user-agent'] ?? '').trim()
  if (userAgent === '' || machines.test(userAgent)) return true
  return kind === 'opened' && pictureProxies.test(userAgent)
}
