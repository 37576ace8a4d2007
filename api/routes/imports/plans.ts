/** Before an import: what its file seems to be. After one that was tried out or broken off: another go at the same file. */
import { repeatImport } from '../../../db/queries/import-files.ts'
import { listFields, requiredFields } from '../../../domain/import-columns.ts'
import { sketchFile } from '../../../domain/import-plan.ts'
import { readStart } from '../../imports/start.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { importOptionsSchema, importPlanSchema, importRepeatSchema, importSchema } from '../../schemas/imports.ts'
import { viewColumns, viewImport } from '../../views/imports.ts'
import { findImport } from './runs.ts'

const tag = 'Imports'
const params = idParams('import')
const rowsShown = 20
const maxCell = 200

export const planRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/imports/{id}/plan',
    tag,
    summary: 'See what a file would be taken for under some options, before it is imported',
    description:
      'Encoding, delimiter, what each column means, what has to be said by a person, and the first rows. Changes nothing. The beginning of the file is enough.',
    scope: 'imports:write',
    params,
    body: importOptionsSchema,
    response: importPlanSchema,
    async handler({ params: { id }, body: options, sql }) {
      const job = await findImport(sql, id)
      if (!job.hasFile) throw new Problem('import_file_gone')
      const bytes = await readStart(sql, job)
      const { source, format, columns, problems, records } = sketchFile(
        {
          importKind: job.kind,
          bytes,
          isWhole: bytes.length === job.bytesTotal,
          encoding: options.encoding ?? job.detectedEncoding ?? 'utf-8',
          options,
        },
        rowsShown,
      )
      return {
        source,
        encoding: format.encoding,
        delimiter: format.delimiter,
        columns: viewColumns(columns),
        problems: problems.map((problem) => ({ ...problem })),
        fields: listFields(job.kind),
        required: requiredFields[job.kind].map((choice) => [...choice]),
        rows: records.map(({ line, fields, fault }) => ({
          line,
          cells: fault === undefined ? fields.map((cell) => cell.slice(0, maxCell)) : null,
        })),
      }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/imports/{id}/again',
    tag,
    summary: 'Go on with the file of an import that has ended, as a new import',
    description:
      'After a dry run the import itself; after one that failed or was cancelled the rest: rows that are in already change nothing. The new import has the file and waits for its start.',
    scope: 'imports:write',
    idempotencyKey: 'optional',
    params,
    body: importRepeatSchema,
    status: 201,
    response: importSchema,
    async handler({ params: { id }, body: { options }, sql, dependencies: { config } }) {
      const made = await repeatImport(sql, { importId: id, options })
      if (made === 'not_found') throw new Problem('not_found')
      if (made === 'not_ended') throw new Problem('import_not_ended')
      if (made === 'file_gone') throw new Problem('import_file_gone')
      return viewImport(made, config.temporal)
    },
  }),
]
