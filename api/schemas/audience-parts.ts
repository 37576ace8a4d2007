/** The parts of a campaign's audience, as the API takes and gives them. What it gives can be sent back as it is. */
import { z } from 'zod'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { documentedRuleFields, ruleFields, ruleSchema } from './audience-rules.ts'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'

const score = z.int().min(1).max(5)
const storedInstant = instant.transform((at) => at.toISOString())

const everyone = z.strictObject({ kind: z.literal('everyone') })
const rfmCell = z
  .strictObject({ kind: z.literal('rfmCell'), recency: score, fm: score })
  .meta({ description: 'One of the 25 cells of the RFM matrix, as it is now.' })

const inputParts = [
  everyone,
  z.strictObject({
    kind: z.literal('segment'),
    segment: z.enum(segmentKeys),
    asOf: storedInstant.optional().meta({ description: 'The segment as it was at a past instant.' }),
  }),
  rfmCell,
  z.strictObject({ kind: z.literal('group'), groupId: idOf('group') }),
  z.strictObject({ kind: z.literal('audience'), audienceId: idOf('audience') }),
  z.strictObject({ kind: z.literal('customers'), customerIds: z.array(idOf('customer')).min(1).max(10_000) }),
] as const

function audienceOf<S extends z.ZodType>(part: S) {
  return z.strictObject({ include: z.array(part).max(20), exclude: z.array(part).max(20) })
}

export const audienceInputSchema = audienceOf(
  z.discriminatedUnion('kind', [...inputParts, z.strictObject({ kind: z.literal('rule'), ...ruleFields })]),
)

export const documentedAudienceInputSchema = audienceOf(
  z.discriminatedUnion('kind', [
    ...inputParts,
    z.strictObject({ kind: z.literal('rule'), ...documentedRuleFields }).meta({ description: 'Exactly one of `rule` and `text`.' }),
  ]),
)

const viewPart = z.discriminatedUnion('kind', [
  everyone,
  z.strictObject({ kind: z.literal('segment'), segment: z.enum(segmentKeys), asOf: formattedInstant.optional() }),
  rfmCell,
  z.strictObject({ kind: z.literal('group'), groupId: formattedIdOf('group') }),
  z.strictObject({ kind: z.literal('audience'), audienceId: formattedIdOf('audience') }),
  z.strictObject({ kind: z.literal('rule'), rule: ruleSchema }),
  z.strictObject({ kind: z.literal('customers'), customerIds: z.array(formattedIdOf('customer')) }),
])

export const audienceViewSchema = z.strictObject({ include: z.array(viewPart), exclude: z.array(viewPart) })
