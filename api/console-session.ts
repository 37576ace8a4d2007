/**
 * `/console/session`: one-click sign-in for whoever sits at the machine that `npm start` runs on. GET says what the installation offers,
 * POST hands its API key to the console's own page. Everybody else, however they ask, is told that there is no such page: see
 * docs/decisions/0060-console-sign-in.md.
 */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { type Request, Router } from 'express'
import { Problem } from './http/problems.ts'

export interface ConsoleSessionOptions {
  /** Where the API listens. */
  host: string
  /** Where recipients reach it. */
  publicUrl: string
  /** `<data dir>/api-key`, which only `npm start` writes. */
  keyFile: string
  /** Where the sandbox runs, if it does. */
  sandboxUrl: string | undefined
}

const path = '/console/session'
const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]'])
/** A proxy in front makes everybody a local caller. */
const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

export function createConsoleSession({ host, publicUrl, keyFile, sandboxUrl }: ConsoleSessionOptions): Router {
  const isLocal = loopbackNames.has(host.includes(':') ? `[${host}]` : host) && loopbackNames.has(new URL(publicUrl).hostname)
  const findKey = async (request: Request) => (isLocal && isOwnPage(request) ? readKey(keyFile) : undefined)
  const router = Router({ caseSensitive: true, strict: true })

  router.get(path, async (request, response) => {
    if ((await findKey(request)) === undefined) throw new Problem('not_found')
    response.set('Cache-Control', 'no-store').json({ inboxUrl: sandboxUrl === undefined ? null : `${sandboxUrl}/inbox` })
  })

  router.post(path, async (request, response) => {
    const key = await findKey(request)
    if (key === undefined) throw new Problem('not_found')
    response.set('Cache-Control', 'no-store').json({ key })
  })

  return router
}

/** From this machine, under a name of this machine (a name of somebody else's may be made to lead here), by a script of our own page. */
function isOwnPage({ socket, headers, hostname }: Request): boolean {
  return (
    isLoopback(socket.remoteAddress) &&
    loopbackNames.has(hostname) &&
    proxyHeaders.every((name) => headers[name] === undefined) &&
    headers['sec-fetch-site'] === 'same-origin' &&
    headers['sec-fetch-dest'] === 'empty'
  )
}

function isLoopback(address = ''): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}

async function readKey(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined
  } catch {
    return undefined
  }
}
