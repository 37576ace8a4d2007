/** The progress of a broadcast as the API gives it. */
import { z } from 'zod'
import { deliveryStatuses } from '../../domain/deliveries.ts'
import { broadcastStatuses } from './broadcasts.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

const count = z.int().min(0)

/** The ledger's numbers, in progress and report alike. */
export const deliveryCountFields = {
  recipients: count.meta({ description: 'Members of the frozen audience; 0 before the freeze.' }),
  decided: count.meta({ description: 'Recipients with a row in the ledger.' }),
  byStatus: z
    .strictObject({
      pending: count,
      ...(Object.fromEntries(deliveryStatuses.map((status) => [status, count])) as Record<(typeof deliveryStatuses)[number], typeof count>),
    })
    .meta({ description: 'Exclusive; adds up to `recipients`. `pending` are those whose page no claim has reached yet.' }),
  skippedByReason: z.record(z.string(), count).meta({ description: 'Adds up to `byStatus.skipped`.' }),
  failedByReason: z.record(z.string(), count).meta({ description: 'Adds up to `byStatus.failed`.' }),
}

export const broadcastProgressSchema = z
  .strictObject({
    broadcastId: formattedIdOf('broadcast'),
    status: z.enum(broadcastStatuses),
    stage: z.enum(['draft', 'scheduled', 'freezing', 'sending', 'paused', 'waiting', 'settling', 'sent', 'cancelled', 'failed']),
    isPaused: z.boolean(),
    isFinished: z.boolean(),
    source: z.enum(['workflow', 'ledger']).meta({ description: '`ledger`: the run has ended or could not be asked.' }),
    ...deliveryCountFields,
    pages: count.nullable(),
    pagesDone: count.nullable(),
    waitingFor: z.string().nullable(),
    waitingUntil: formattedInstant.nullable(),
    temporalUrl: z.string().nullable(),
    at: formattedInstant,
  })
  .meta({ id: 'BroadcastProgress' })
