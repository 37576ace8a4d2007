/** Reports that are JSON, or CSV for who asks for it: `?format=csv`, or an Accept header that puts text/csv first. */
import { z } from 'zod'
import { type RouteRequest, streamed } from './routes.ts'

export const csvTypes = ['text/csv']

/** Spread into a route's `query`. */
export const formatQuery = {
  format: z.enum(['json', 'csv']).optional().meta({ description: 'Instead of the Accept header.' }),
}

type Asking = Pick<RouteRequest<unknown, { format?: 'json' | 'csv' | undefined }, unknown>, 'query' | 'http'>

/** The body of the answer, or `streamed` where CSV was sent. */
export function answerAs<Body>(
  { query, http: { request, response } }: Asking,
  body: Body,
  csv: { fileName: string; format: (body: Body) => string },
) {
  const wantsCsv = query.format === undefined ? request.accepts(['application/json', 'text/csv']) === 'text/csv' : query.format === 'csv'
  if (!wantsCsv) return body
  response
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${csv.fileName}"`, Vary: 'Accept' })
    .type('text/csv')
    .send(csv.format(body))
  return streamed
}
