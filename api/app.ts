/**
 * The HTTP application, whole, from what it depends on: no process, no port, no environment. `main.ts` serves it, tests call it.
 * Every answer under /api/v1 is JSON or a problem document; bad input is never a 5xx.
 */
import express, { type Express, type Router } from 'express'
import helmet from 'helmet'
import type { ApiDependencies } from './dependencies.ts'
import { createDocsRouter } from './docs/docs-router.ts'
import { handleFault } from './http/faults.ts'
import { createHealthRouter } from './http/health.ts'
import { createMetrics } from './http/metrics.ts'
import { createOpenApiDocument } from './http/openapi.ts'
import { Problem } from './http/problems.ts'
import { logRequests } from './http/request-log.ts'
import type { Route } from './http/routes.ts'
import { createRouteTable } from './http/routing.ts'
import { createSecondAddresses } from './http/second-addresses.ts'
import { routes as allRoutes } from './routes/index.ts'

export interface AppDependencies extends ApiDependencies {
  /** Webhooks and pages: mounted before anything reads a body, without API keys. Each brings its own paths. */
  publicRouters?: Router[]
  /** The built console, if there is one: mounted last. */
  consoleRouter?: Router
  /** The route table, when it is not the whole one. */
  routes?: readonly Route[]
}

const version = '0.1.0'

export function createApp(dependencies: AppDependencies): Express {
  const routes = dependencies.routes ?? allRoutes
  const metrics = createMetrics(dependencies.pool)
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', dependencies.config.trustProxy ?? false)
  app.use(logRequests(dependencies.logger, metrics.durations))
  app.use(
    helmet({
      // Plain HTTP on loopback is how it starts; a proxy that speaks TLS adds its own.
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        directives: {
          'default-src': ["'self'"],
          'style-src': ["'self'", "'unsafe-inline'"],
          'font-src': ["'self'", 'data:'],
          'upgrade-insecure-requests': null,
        },
      },
    }),
  )
  app.use(createHealthRouter(dependencies, metrics))
  for (const router of dependencies.publicRouters ?? []) app.use(router)
  app.use(createSecondAddresses())
  app.use(createRouteTable(routes, dependencies))
  app.use(createDocsRouter(createOpenApiDocument(routes, { publicUrl: dependencies.config.publicUrl, version })))
  if (dependencies.consoleRouter !== undefined) app.use(dependencies.consoleRouter)
  app.use(() => {
    throw new Problem('not_found')
  })
  app.use(handleFault)
  return app
}
