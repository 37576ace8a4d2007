/** The built console: its files, and its page for every path that only the console knows. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
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

/** Undefined when there is no build in that folder. */
export function createConsoleRouter(directory: string): Router | undefined {
  const page = join(directory, 'index.html')
  if (!existsSync(page)) return undefined
  const router = Router()
  // Names of built assets hold a hash of their content.
  router.use('/assets', express.static(join(directory, 'assets'), { index: false, immutable: true, maxAge: '1y' }))
  router.use(express.static(directory, { index: false }))
  router.get('/{*path}', (request, response, next) => {
    if (request.path.startsWith('/api/') || !request.accepts('html')) return next()
    response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': policy }).sendFile(page)
  })
  return router
}
