/** Exports of audiences, as the API takes and gives them. */
import { z } from 'zod'
import { exportKinds, exportStatuses } from '../../domain/audience-exports.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

export const newExportSchema = z.strictObject({
  kind: z.enum(exportKinds).meta({
    description:
      '`email_list` and `sms_list`: those who may get email or SMS. `postal_list`: names with every address field that there is, and attributes whose name begins with `address`. `all`: every customer with every field.',
  }),
  includesUnreachable: z
    .boolean()
    .default(false)
    .meta({ description: 'Also those who have an address and may not be written to; columns say so.' }),
})

export const audienceExportSchema = z
  .strictObject({
    id: formattedIdOf('audienceExport'),
    audienceId: formattedIdOf('audience'),
    audienceName: z.string(),
    kind: z.enum(exportKinds),
    includesUnreachable: z.boolean(),
    status: z.enum(exportStatuses),
    isFinished: z.boolean(),
    members: z.int().nullable().meta({ description: 'Of the audience when the export began; null until then.' }),
    membersDone: z.int(),
    rows: z.int().meta({ description: 'Members that are on the list.' }),
    bytes: z.int(),
    columns: z.array(z.string()).nullable(),
    errorCode: z.string().nullable(),
    fileUrl: z.string().nullable().meta({ description: 'Where the file is, while there is one.' }),
    createdAt: formattedInstant,
    startedAt: formattedInstant.nullable(),
    finishedAt: formattedInstant.nullable(),
    expiresAt: formattedInstant.nullable().meta({ description: 'When the file is deleted: a day after the export began.' }),
    temporalUrl: z.string().meta({ description: 'The run in the Temporal UI.' }),
  })
  .meta({ id: 'AudienceExport' })
