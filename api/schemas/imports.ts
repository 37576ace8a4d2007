/** Imports as the API takes and shows them. */
import { z } from 'zod'
import { importEncodings, parseEncoding } from '../../domain/import-encoding.ts'
import { importErrorCodes, importKinds, importSources, importStatuses, rejectionCodes } from '../../domain/imports.ts'
import { normaliseCurrency } from '../../domain/locales.ts'
import { normaliseTimeZone } from '../../domain/time-zones.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

const delimiters = [',', ';', '\t', '|'] as const

const encoding = z
  .string()
  .max(40)
  .refine((name) => parseEncoding(name) !== undefined, { message: `Not one of ${importEncodings.join(', ')}`, abort: true })
  .transform((name) => parseEncoding(name) ?? 'utf-8')

export const importOptionsSchema = z
  .strictObject({
    source: z.enum(importSources).optional().meta({
      description: 'Whose export the file is; found out from its header when left out. `generic` takes its columns by their names alone.',
    }),
    mapping: z.record(z.string().max(500), z.string().max(200)).optional().meta({
      description:
        'Header of a column → what it is: a field of ours (`externalId`), `attributes.<name>`, or `ignore`. Wins over what the header says by itself.',
    }),
    encoding: encoding.optional().meta({ description: 'Found out from the file when left out.', example: 'utf-8' }),
    delimiter: z
      .enum([...delimiters, 'tab'])
      .transform((name) => (name === 'tab' ? '\t' : name))
      .optional()
      .meta({ description: 'Found out from the file when left out.' }),
    decimalMark: z.enum(['.', ',']).optional(),
    isDryRun: z
      .boolean()
      .optional()
      .meta({ description: 'Checks and counts everything, changes nothing; `report` and `…/samples` say what would happen.' }),
    unknownColumns: z.enum(['attributes', 'ignore']).optional().meta({
      description: 'What becomes of columns that have no meaning here: attributes of the customer or order (the default), or nothing.',
    }),
    createCustomers: z.boolean().optional().meta({
      description:
        'Orders only: customers who are not known are created, with what the order says of them. The default for exports that are recognised; false for `generic`.',
    }),
    currency: z
      .string()
      .refine((code) => normaliseCurrency(code) !== undefined, 'Not a currency (ISO 4217)')
      .optional()
      .meta({ description: "Of amounts in rows that name none; the store's when left out." }),
    timeZone: z
      .string()
      .refine((zone) => normaliseTimeZone(zone) !== undefined, 'Not a time zone (IANA name)')
      .optional()
      .meta({ description: "Of times without an offset; the store's when left out." }),
    consentSource: z
      .string()
      .trim()
      .min(1)
      .max(90)
      .optional()
      .meta({ description: 'Where the consents in the file were given, for rows that do not say it themselves.' }),
  })
  .meta({ id: 'ImportOptions' })

export const importDraftSchema = z.strictObject({
  kind: z.enum(importKinds),
  fileName: z.string().trim().min(1).max(255),
  fileBytes: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'The size of the whole file, so that whoever looks at the upload knows how much of it is missing.' }),
  options: importOptionsSchema.optional(),
})

export const importRepeatSchema = z.strictObject({
  options: importOptionsSchema.optional().meta({ description: 'Instead of those of the import before; the same when left out.' }),
})

export const importStartSchema = z.strictObject({
  bytesTotal: z.int().min(0).optional().meta({ description: 'The size of the whole file: the import starts only if all of it is there.' }),
  options: importOptionsSchema.optional().meta({ description: 'Laid over those that the import was made with.' }),
})

const importColumn = z.strictObject({
  header: z.string(),
  target: z.string().nullable().meta({ description: 'A field of ours, or `attributes.<name>`; null for a column that is ignored.' }),
})

export const importPlanSchema = z
  .strictObject({
    source: z.enum(importSources).meta({ description: 'Whose export it is recognised as.' }),
    encoding: z.enum(importEncodings),
    delimiter: z.enum(delimiters),
    columns: z.array(importColumn).meta({ description: 'What each column would be taken for.' }),
    problems: z
      .array(
        z.strictObject({
          column: z.string().meta({ description: 'Header; empty where it is about all of the file.' }),
          message: z.string(),
        }),
      )
      .meta({ description: 'What a person has to say before the import can be started. Empty: it can be.' }),
    fields: z
      .array(z.string())
      .meta({ description: 'What a column of such a file may be taken for, beside `attributes.<name>` and `ignore`.' }),
    required: z.array(z.array(z.string())).meta({ description: 'Of each of these, one column must be one.' }),
    rows: z
      .array(
        z.strictObject({
          line: z.int(),
          cells: z.array(z.string()).nullable().meta({ description: 'Null for a row that cannot be read.' }),
        }),
      )
      .meta({ description: 'The first rows; long values are cut.' }),
  })
  .meta({ id: 'ImportPlan' })

const counts = z.record(z.string(), z.int())

const consentReportSchema = z.strictObject({
  applied: counts.meta({ description: 'By what was stated: `subscribed`, `unsubscribed`, `pending`, `never`.' }),
  notApplied: counts.meta({
    description:
      'By why not: `opted_out` (an import never brings back who has left), `older` than what is known, for an `other_address`, or `repeated`.',
  }),
  suppressed: z.int().meta({ description: 'Permissions for addresses that must not be written to: they lift no suppression.' }),
})

const importReportSchema = z
  .strictObject({
    rejections: z
      .array(z.strictObject({ code: z.string(), reason: z.string(), rows: z.int() }))
      .meta({ description: 'Why rows were rejected, most frequent first.' }),
    consents: z.record(z.string(), consentReportSchema).meta({ description: 'By channel.' }),
    orders: z
      .strictObject({
        byStatus: counts,
        byCurrency: z.record(z.string(), z.strictObject({ orders: z.int(), totalMinor: z.int() })),
        firstPlacedAt: formattedInstant.nullable(),
        lastPlacedAt: formattedInstant.nullable(),
        inTheFuture: z.int().meta({ description: 'Placed after the import began: they count when their time has come.' }),
        customersMade: z.int(),
      })
      .nullable()
      .meta({ description: 'Of rows that were taken; null in an import of customers.' }),
  })
  .meta({ id: 'ImportReport', description: 'What was done, or in a dry run would be; grows while the import runs.' })

export const importSampleSchema = z
  .strictObject({
    line: z.int(),
    status: z.enum(['created', 'updated']),
    before: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Null for what is not there yet.' }),
    after: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ImportSample' })

export const importSchema = z
  .strictObject({
    id: formattedIdOf('import'),
    kind: z.enum(importKinds),
    fileName: z.string(),
    status: z.enum(importStatuses),
    isFinished: z.boolean(),
    isDryRun: z.boolean(),
    source: z.enum(importSources).nullable().meta({
      description:
        'Whose export it was recognised as; `generic` for our own columns and all that is not known; null until the import is started.',
    }),
    options: z.record(z.string(), z.unknown()),
    bytesTotal: z
      .int()
      .meta({ description: 'Received so far while `uploading`: the next chunk belongs there. Then the size of the file.' }),
    fileBytes: z.int().nullable().meta({ description: 'The size of the whole file, where it was said when the import was made.' }),
    hasFile: z.boolean().meta({
      description:
        'The file, or what has arrived of it, is here. After a dry run, and after an import that failed or was cancelled, it is kept for 24 hours: `POST …/again` goes on with it.',
    }),
    repeatOf: formattedIdOf('import').nullable().meta({ description: 'The import whose file it took over.' }),
    repeatedBy: formattedIdOf('import').nullable().meta({ description: 'The import that took over its file.' }),
    bytesDone: z.int(),
    linesDone: z.int(),
    rows: z
      .strictObject({ created: z.int(), updated: z.int(), unchanged: z.int(), rejected: z.int() })
      .meta({ description: 'Customers or orders created, updated, unchanged; rows rejected.' }),
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    columns: z.array(importColumn).nullable().meta({ description: 'What each column means; null until the import is started.' }),
    report: importReportSchema,
    errorCode: z.enum(importErrorCodes).nullable(),
    createdAt: formattedInstant,
    startedAt: formattedInstant.nullable(),
    finishedAt: formattedInstant.nullable(),
    temporalUrl: z.string().nullable().meta({ description: 'The run in the Temporal UI; null while `uploading`.' }),
  })
  .meta({ id: 'Import' })

export const importPersonSchema = z
  .strictObject({
    customerId: formattedIdOf('customer'),
    externalId: z.string(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
  })
  .meta({ id: 'ImportPerson' })

export const rejectionSchema = z
  .strictObject({
    line: z.int().meta({ description: 'Physical line of the file on which the row starts; the first is 1.' }),
    code: z.enum(rejectionCodes),
    reason: z.string(),
    column: z.string().nullable().meta({ description: 'Header of the column that is wrong; null where it is the whole row.' }),
    value: z.string().nullable().meta({
      description: 'What stands in that column. Of what says who somebody is, and of attributes, only how it is built: `a••.e••••••.c••`.',
    }),
    raw: z.string().meta({ description: 'The row as it stands in the file.' }),
  })
  .meta({ id: 'ImportRejection' })
