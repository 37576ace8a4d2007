/** The people behind an import's numbers. */
import { z } from 'zod'
import { listPeople } from '../../../db/queries/import-people.ts'
import { formatId } from '../../../domain/ids.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { defineRoute } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { importPersonSchema } from '../../schemas/imports.ts'
import { findImport } from './runs.ts'

export const peopleRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/imports/{id}/customers',
    tag: 'Imports',
    summary: 'List the customers whom an import brought or changed',
    description:
      'Of an import of orders, those whose orders it brought or changed. The first ten thousand rows of each are kept, for thirty days after the import has ended; a dry run has none.',
    scope: 'customers:read',
    params: idParams('import'),
    query: z.strictObject({
      ...pageQuery,
      status: z.enum(['created', 'updated']).optional().meta({ description: '`created` when left out.' }),
    }),
    response: pageOf(importPersonSchema),
    async handler({ params: { id }, query, sql }) {
      await findImport(sql, id)
      const limit = query.limit ?? defaultLimit
      const after = decodeCursor(z.tuple([z.uuid()]), query.cursor)?.[0]
      const rows = await listPeople(sql, { importId: id, status: query.status ?? 'created', after, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        ({ customerId, ...person }) => ({ customerId: formatId('customer', customerId), ...person }),
        (row) => [row.customerId],
      )
    },
  }),
]
