/** What an autopilot does, as the API takes and gives it. A draft may be unfinished: publishing says what is missing. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { maximumSteps } from '../../domain/journeys/check-definition.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { messageSchema } from './messages.ts'

const duration = z.string().max(20).meta({ description: 'Minutes, hours, days or weeks: `15m`, `36h`, `5d`, `2w`.', example: '5d' })
const hour = z.int().min(0).max(23)
const next = z.string().max(100).nullable().meta({ description: 'The id of a step; null ends the journey as completed.' })
const rule = z.unknown().meta({ description: 'See `AudienceRule`. `{"all": []}` is everyone.' })
const recordId = z.string().max(60)

const reportedEventSchemas = [
  z.strictObject({ kind: z.literal('ordered'), where: rule.optional() }),
  z.strictObject({ kind: z.literal('event'), name: z.string().min(1).max(200), where: rule.optional() }),
] as const

const triggerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('quiet_for'), duration }),
  z.strictObject({
    kind: z.literal('personal_date'),
    date: z.union([z.enum(['birthday', 'first_order']), z.templateLiteral(['attributes.', z.string()])]).meta({
      type: 'string',
      description: '`birthday`, `first_order`, or `attributes.` and the key of an attribute that is a date.',
      example: 'birthday',
    }),
    daysBefore: z.int().min(0).max(180),
    atHour: hour,
  }),
  z.strictObject({ kind: z.literal('segment_entered'), segment: z.enum(segmentKeys) }),
  z.strictObject({ kind: z.literal('audience_entered'), audienceId: recordId }),
  z.strictObject({ kind: z.literal('audience_stayed'), audienceId: recordId, duration }),
  z.strictObject({ kind: z.literal('event'), event: z.discriminatedUnion('kind', [...reportedEventSchemas]) }),
])

const reentrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('once') }),
  z.strictObject({ kind: z.literal('always') }),
  z.strictObject({ kind: z.literal('after'), duration }),
])

const activationSchema = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  weekdays: z.array(z.int().min(1).max(7)).max(7).optional().meta({ description: '1 is Monday.' }),
  hours: z.strictObject({ from: hour, until: z.int().min(0).max(24) }).optional(),
})

const exitRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ordered') }),
  z.strictObject({ kind: z.literal('voucher_redeemed') }),
  z.strictObject({ kind: z.literal('event'), name: z.string().min(1).max(200) }),
  z.strictObject({ kind: z.literal('rule'), rule }),
])

const awaitedEventSchema = z.discriminatedUnion('kind', [
  ...reportedEventSchemas,
  z.strictObject({ kind: z.literal('voucher_accepted') }),
  z.strictObject({ kind: z.literal('voucher_redeemed') }),
  z.strictObject({ kind: z.literal('message_clicked'), step: z.string().max(100) }),
])

const common = { id: z.string().min(1).max(100), name: z.string().max(200).optional() }

const stepSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...common, kind: z.literal('wait'), duration, untilHour: hour.optional(), next }),
    z.strictObject({ ...common, kind: z.literal('waitFor'), event: awaitedEventSchema, atMost: duration, next, otherwise: next }),
    z.strictObject({ ...common, kind: z.literal('branch'), branches: z.array(z.strictObject({ rule, next })).max(20), otherwise: next }),
    z.strictObject({
      ...common,
      kind: z.literal('split'),
      arms: z.array(z.strictObject({ name: z.string().min(1).max(100), percent: z.number().min(0).max(100), next })).max(20),
    }),
    z.strictObject({ ...common, kind: z.literal('voucher'), offerId: recordId, next, otherwise: next }),
    z.strictObject({
      ...common,
      kind: z.literal('send'),
      channels: z.array(z.enum(channelNames)).max(3),
      messages: z.strictObject({ email: messageSchema.optional(), sms: messageSchema.optional(), push: messageSchema.optional() }),
      fallThroughWithin: duration,
      next,
      otherwise: next,
    }),
    z.strictObject({ ...common, kind: z.literal('webhook'), url: z.string().max(2000), next, otherwise: next }),
    z.strictObject({
      ...common,
      kind: z.literal('tag'),
      attribute: z.string().max(100),
      value: z.union([z.string().max(500), z.number(), z.boolean(), z.null()]),
      next,
    }),
    z.strictObject({ ...common, kind: z.literal('exit'), reason: z.string().min(1).max(100) }),
  ])
  .meta({ id: 'JourneyStep' })

/** Its shape; `domain/journeys/check-definition` says the rest. */
export const definitionSchema = z
  .strictObject({
    trigger: triggerSchema,
    entryRule: rule,
    reentry: reentrySchema,
    activation: activationSchema,
    exitRules: z.array(exitRuleSchema).max(20),
    holdoutPercent: z.number().min(0).max(50).multipleOf(0.01),
    endsAfter: duration,
    steps: z.array(stepSchema).max(maximumSteps),
  })
  .meta({ id: 'JourneyDefinition' })

/** What the schema has let through, under the name that the domain has for it: rules are yet to be checked. */
export function readDefinition(parsed: z.output<typeof definitionSchema>): JourneyDefinition {
  return parsed as JourneyDefinition
}
