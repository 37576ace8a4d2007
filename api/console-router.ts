/** The built console: its files, and its page for every path that only the console knows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import express, { Router } from 'express'

/** Nothing but our own scripts, and nobody's frame. Styles are set by scripts; pictures are also those of an email that is previewed. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https: http:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const forever = 'public, max-age=31536000, immutable'

/** Undefined when there is no build in that folder. */
export function createConsoleRouter(directory: string): Router | undefined {
  const page = join(directory, 'index.html')
  if (!existsSync(page)) return undefined
  const router = Router()
  router.use('/assets', createAssets(join(directory, 'assets')))
  router.use(express.static(directory, { index: false }))
  router.get('/{*path}', (request, response, next) => {
    if (request.path.startsWith('/api/') || !request.accepts('html')) return next()
    response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': policy }).sendFile(page)
  })
  return router
}

/** Names of built assets hold a hash of their content: each is good for ever, and compressed once. */
function createAssets(directory: string): Router {
  const names = new Set(existsSync(directory) ? readdirSync(directory) : [])
  const compressed = new Map<string, Buffer>()
  const router = Router()
  router.get('/:name', (request, response, next) => {
    const { name } = request.params
    if (!names.has(name) || request.acceptsEncodings('gzip') === false) return next()
    const content = compressed.get(name) ?? gzipSync(readFileSync(join(directory, name)))
    compressed.set(name, content)
    response.set({ 'Cache-Control': forever, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }).type(extname(name)).send(content)
  })
  router.use(express.static(directory, { index: false, setHeaders: (response) => void response.setHeader('Cache-Control', forever) }))
  return router
}
