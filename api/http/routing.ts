/** The table of routes as one Express router: literal paths before parameters, and 405 with `Allow` for a method that a path does not have. */
import { type Request, type Response, Router } from 'express'
import type { ApiDependencies } from '../dependencies.ts'
import { createRateLimiter } from './authentication.ts'
import { Problem } from './problems.ts'
import type { Route } from './routes.ts'
import { type RouteServer, serveRoute } from './serve-route.ts'

// Enough for any client that uses the bulk routes, low enough to stop a loop that has run away.
const defaultRateLimit = { requests: 5000, perSeconds: 10 }

export function createRouteTable(routes: readonly Route[], dependencies: ApiDependencies): Router {
  const limitRate = createRateLimiter(dependencies.config.rateLimit ?? defaultRateLimit)
  const servers = new Map<string, Map<string, RouteServer>>()
  for (const route of routes) {
    const methods = servers.get(route.path) ?? new Map<string, RouteServer>()
    const method = route.method.toUpperCase()
    if (methods.has(method)) throw new Error(`Two routes for ${method} ${route.path}`)
    servers.set(route.path, methods.set(method, serveRoute(route, dependencies, limitRate)))
  }
  const nouns = new Map<string, Router>()
  for (const [path, methods] of [...servers].sort(([a], [b]) => compareSpecificity(a, b))) {
    const noun = readNoun(path)
    const router = nouns.get(noun) ?? Router({ caseSensitive: true })
    nouns.set(noun, router)
    router.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, response) => serve(path, methods, request, response))
  }
  // There are hundreds of routes: a request is compared with those of its own noun.
  return Router().use((request, response, next) => {
    const router = nouns.get(readNoun(request.path))
    if (router === undefined) next()
    else router(request, response, next)
  })
}

/** `/api/v1/customers` of `/api/v1/customers/{id}`. */
function readNoun(path: string): string {
  return path.split('/', 4).join('/')
}

async function serve(path: string, methods: Map<string, RouteServer>, request: Request, response: Response): Promise<void> {
  response.locals['route'] = path
  const server = methods.get(request.method === 'HEAD' ? 'GET' : request.method)
  const allow = [...methods.keys(), ...(methods.has('GET') ? ['HEAD'] : [])].join(', ')
  if (server !== undefined) await server(request, response)
  else if (request.method === 'OPTIONS') response.status(204).set('Allow', allow).end()
  else throw new Problem('method_not_allowed', { headers: { Allow: allow } })
}

function compareSpecificity(a: string, b: string): number {
  // A brace sorts after every letter, so that `/customers/bulk` comes before `/customers/{id}`.
  return a < b ? -1 : 1
}
