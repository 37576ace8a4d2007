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
  options: importOptionsSchema.optional(),
})

export const importStartSchema = z.strictObject({
  bytesTotal: z.int().min(0).optional().meta({ description: 'The size of the whole file: the import starts only if all of it is there.' }),
  options: importOptionsSchema.optional().meta({ description: 'Laid over those that the import was made with.' }),
})

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
    bytesDone: z.int(),
    linesDone: z.int(),
    rows: z
      .strictObject({ created: z.int(), updated: z.int(), unchanged: z.int(), rejected: z.int() })
      .meta({ description: 'Customers or orders created, updated, unchanged; rows rejected.' }),
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    columns: z
      .array(
        z.strictObject({
          header: z.string(),
          target: z
            .string()
            .nullable()
            .meta({ description: 'A field of ours, or `attributes.<name>`; null for a column that is ignored.' }),
        }),
      )
      .nullable()
      .meta({ description: 'What each column means; null until the import is started.' }),
    report: importReportSchema,
    errorCode: z.enum(importErrorCodes).nullable(),
    createdAt: formattedInstant,
    startedAt: formattedInstant.nullable(),
    finishedAt: formattedInstant.nullable(),
    temporalUrl: z.string().nullable().meta({ description: 'The run in the Temporal UI; null while `uploading`.' }),
  })
  .meta({ id: 'Import' })

export const rejectionSchema = z
  .strictObject({
    line: z.int().meta({ description: 'Physical line of the file on which the row starts; the first is 1.' }),
    code: z.enum(rejectionCodes),
    reason: z.string(),
    raw: z.string().meta({ description: 'The row as it stands in the file.' }),
  })
  .meta({ id: 'ImportRejection' })
