/** `/openapi.json` and the page at `/docs` that shows it: Swagger UI from the installed package, nothing from anywhere else. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { Router } from 'express'

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Regulars API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png"><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/initializer.js"></script></body></html>`

const initializer = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null, persistAuthorization: false })`

export function createDocsRouter(document: Record<string, unknown>): Router {
  const router = Router()
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  router.get('/openapi.json', (_request, response) => void response.json(document))
  router.get('/docs', (_request, response) => void response.type('html').send(page))
  router.get('/docs/initializer.js', (_request, response) => void response.type('text/javascript').send(initializer))
  router.use('/docs/assets', express.static(assets, { index: false }))
  return router
}
