/** Saved audiences, what they name, how large they are, and previews, as the API takes and gives them. */
import { z } from 'zod'
import { channelNames, type ChannelName } from '../../domain/channels.ts'
import { audienceInputSchema, documentedAudienceInputSchema } from './audience-parts.ts'
import { documentedRuleFields, ruleFields, ruleSchema } from './audience-rules.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'

const name = z.string().trim().min(1).max(200)

export const newAudienceSchema = z.strictObject({ name, ...ruleFields, isPinned: z.boolean().default(false) })
export const documentedNewAudienceSchema = z.strictObject({ name, ...documentedRuleFields, isPinned: z.boolean().default(false) })

export const audienceChangeSchema = z.strictObject({ name: name.optional(), ...ruleFields, isPinned: z.boolean().optional() })
export const documentedAudienceChangeSchema = z.strictObject({
  name: name.optional(),
  ...documentedRuleFields,
  isPinned: z.boolean().optional(),
})

export const audienceCopySchema = z.strictObject({ name: name.optional() })

export const ruleRequestSchema = z.strictObject(ruleFields)
export const documentedRuleRequestSchema = z.strictObject(documentedRuleFields)

/** A record that a rule or a campaign names. */
export const namedRecordSchema = z
  .strictObject({
    kind: z.enum(['audience', 'group', 'broadcast', 'promotion', 'autopilot', 'offer']),
    id: z.string(),
    name: z.string().nullable().meta({ description: 'Null when there is no such thing (any more).' }),
    state: z
      .enum(['available', 'archived', 'deleted', 'unknown'])
      .meta({ description: 'Only what is `available` can be chosen anew; whoever uses an archived audience keeps it.' }),
  })
  .meta({ id: 'NamedRecord' })

export const checkedRuleSchema = z
  .strictObject({
    rule: ruleSchema,
    text: z.string(),
    words: z.string(),
    references: z.array(namedRecordSchema),
  })
  .meta({ id: 'CheckedRule' })

function eachChannel<S extends z.ZodType>(schema: S) {
  return z.strictObject(Object.fromEntries(channelNames.map((channel) => [channel, schema])) as Record<ChannelName, S>)
}

const figures = {
  customers: z.int(),
  reach: eachChannel(z.int()).meta({ description: 'Who may get a message on the channel.' }),
  periodDays: z.int().meta({ description: 'The days up to then that orders, revenue and order value are of.' }),
  orders: z.int(),
  revenue: money.meta({ description: 'Net, of valid orders in the store’s currency; orders in others do not count.' }),
  averageOrder: money.nullable().meta({ description: 'Null without an order.' }),
}

export const audienceSizeSchema = z
  .strictObject({
    day: z.iso.date().meta({ description: 'Of the store’s time zone.' }),
    version: z.int().meta({ description: 'Of the audience, when it was counted.' }),
    countedAt: formattedInstant,
    ...figures,
  })
  .meta({ id: 'AudienceSize' })

export const audienceFiguresSchema = z.strictObject({ at: formattedInstant, ...figures }).meta({ id: 'AudienceFigures' })

export const audienceSizesSchema = z.strictObject({ timeZone: z.string(), days: z.array(audienceSizeSchema) }).meta({ id: 'AudienceSizes' })

export const audienceSchema = z
  .strictObject({
    id: formattedIdOf('audience'),
    name: z.string(),
    rule: ruleSchema,
    text: z.string().meta({ description: 'The rule in its text form.' }),
    words: z.string().meta({ description: 'The rule as a sentence goes.' }),
    references: z.array(namedRecordSchema).meta({ description: 'What the rule names.' }),
    isPinned: z.boolean(),
    isArchived: z.boolean(),
    archivedAt: formattedInstant.nullable(),
    copiedFrom: formattedIdOf('audience').nullable(),
    version: z.int(),
    latest: audienceSizeSchema.nullable().meta({ description: 'The latest count, of a pinned audience that was counted.' }),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
  })
  .meta({ id: 'Audience' })

export const audienceUseSchema = z
  .strictObject({
    kind: z.enum(['audience', 'broadcast', 'promotion', 'autopilot']),
    id: z.string(),
    name: z.string(),
    status: z.string().nullable().meta({ description: 'Of a campaign.' }),
    isArchived: z.boolean(),
    through: z
      .strictObject({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'The audience that it names, where it names this one only through another.' }),
  })
  .meta({ id: 'AudienceUse' })

export const audienceUsesSchema = z.strictObject({ data: z.array(audienceUseSchema) }).meta({ id: 'AudienceUses' })

const channelReach = z.strictObject({
  reachable: z.int(),
  reasons: z.strictObject({ no_address: z.int(), not_subscribed: z.int(), suppressed: z.int() }),
})

export const memberSchema = z
  .strictObject({ id: formattedIdOf('customer'), externalId: z.string(), name: z.string().nullable() })
  .meta({ id: 'AudienceMember' })

export const previewedAudienceSchema = z
  .strictObject({
    count: z.int(),
    reach: eachChannel(channelReach).meta({
      description: 'For each channel: who may get a message, and why the others may not, by the first of the reasons that holds.',
    }),
    sample: z.array(memberSchema),
    words: z.string(),
    tookMs: z.number(),
    at: formattedInstant,
  })
  .meta({ id: 'AudiencePreview' })

const explainedPartSchema = z
  .strictObject({
    kind: z.enum(['all', 'any', 'not', 'condition']),
    holds: z.boolean(),
    words: z.string(),
    get parts() {
      return z.array(explainedPartSchema)
    },
  })
  .meta({ id: 'ExplainedRulePart' })

export const explainedMembershipSchema = z
  .strictObject({
    customerId: formattedIdOf('customer'),
    isMember: z.boolean(),
    at: formattedInstant,
    rule: explainedPartSchema,
    unmet: z.array(z.string()).meta({ description: 'The conditions that keep her out, in words; empty for a member.' }),
  })
  .meta({ id: 'ExplainedMembership' })

const sample = z
  .int()
  .min(0)
  .max(100)
  .optional()
  .meta({ description: 'How many members to name: 10 when left out; needs the scope `customers:read`.' })

export const previewAudienceRequestSchema = z.strictObject({ ...ruleFields, audience: audienceInputSchema.optional(), sample })
export const documentedPreviewAudienceRequestSchema = z.strictObject({
  ...documentedRuleFields,
  audience: documentedAudienceInputSchema.optional().meta({ description: 'The audience of a campaign, unless a rule is given.' }),
  sample,
})
