/**
 * A page for customers, whole: the document, and the headers that keep it to itself. No cookies, no scripts unless the page says so, nothing from
 * other hosts, not to be framed, indexed, cached, or named to the next site.
 */
import { createHash } from 'node:crypto'
import type { Response } from 'express'
import { Html, html } from './html.ts'
import { pageStyle } from './page-style.ts'

export interface Page {
  /** Of the browser's tab, and said first by a screen reader. */
  title: string
  storeName?: string | undefined
  body: Html
  /** Same-origin scripts, by path. */
  scripts?: string[]
  status?: number
}

// In one piece: the hash is of every character between its tags.
const styleElement = new Html(`<style>${pageStyle}</style>`)
const styleHash = createHash('sha256').update(pageStyle).digest('base64')
const closedPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
const scriptedPolicy = `${closedPolicy}; script-src 'self'; connect-src 'self'; worker-src 'self'`

export function sendPage(response: Response, { title, storeName, body, scripts = [], status = 200 }: Page): void {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styleElement} ${scripts.map((path) => html`<script src="${path}" defer></script>`)}
      </head>
      <body>
        <main>${storeName === undefined ? false : html`<p class="store">${storeName}</p>`} ${body}</main>
      </body>
    </html> `
  response
    .status(status)
    .set({ 'Content-Security-Policy': scripts.length === 0 ? closedPolicy : scriptedPolicy, ...privateHeaders })
    .type('html')
    .send(document.text)
}

/** Of everything that is reached by a personal link. */
export const privateHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
} as const
