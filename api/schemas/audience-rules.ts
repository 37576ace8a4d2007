/**
 * The rules of audiences in the document and in answers. What comes in is checked by `domain/audience-rules`, which says more than a schema can:
 * a request's own schema leaves the rule open.
 */
import { z } from 'zod'
import { maximumRuleTextLength, operators, type Rule } from '../../domain/audience-rules/rule.ts'

const moneyValue = z.strictObject({ amountMinor: z.int(), currency: z.string() })
export const scalar = z.union([z.string(), z.number(), z.boolean(), moneyValue])
const window = z.union([
  z.strictObject({ last: z.string().meta({ description: 'Hours, days or weeks: `36h`, `90d`, `2w`.', example: '90d' }) }),
  z.strictObject({ next: z.string().meta({ example: '7d' }) }),
  z.strictObject({
    from: z.string().optional().meta({ description: 'A day, an instant, `60d ago`, `in 7d`, `today` or `now`.', example: '2026-01-31' }),
    until: z.string().optional().meta({ example: 'today' }),
  }),
])

const conditionSchema = z.strictObject({
  field: z.string().meta({ description: 'See `/api/v1/audiences/dimensions`.', example: 'orders.count' }),
  of: z.string().optional().meta({ description: 'Of a sum or an average: the field that is added up.', example: 'total' }),
  within: window.optional(),
  get where() {
    return ruleSchema.optional()
  },
  op: z.enum(operators),
  value: z
    .union([scalar, window, z.array(scalar)])
    .optional()
    .meta({ description: 'Left out for `is set` and `is not set`.', example: 3 }),
})

export const ruleSchema: z.ZodType<Rule> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(ruleSchema) }),
      z.strictObject({ any: z.array(ruleSchema) }),
      z.strictObject({ not: ruleSchema }),
      conditionSchema,
    ]),
  )
  .meta({
    id: 'AudienceRule',
    description:
      'True or false of one customer. `{"all": []}` is everyone, `{"any": []}` nobody. docs/audience-rules.md has the whole language.',
    example: {
      all: [
        { field: 'orders.count', within: { last: '90d' }, op: '>=', value: 3 },
        { field: 'segment', op: '=', value: 'vip' },
      ],
    },
  })

/** Spread into a body: one of the two, which `rule-input.ts` sees to. */
export const ruleFields = {
  rule: z.unknown().optional(),
  text: z.string().max(maximumRuleTextLength).optional(),
}

/** The same for the document. */
export const documentedRuleFields = {
  rule: ruleSchema.optional().meta({ description: 'The rule, unless `text` is given.' }),
  text: z
    .string()
    .max(maximumRuleTextLength)
    .optional()
    .meta({ description: 'The rule in its text form, unless `rule` is given.', example: 'orders.count(last 90d) >= 3 and segment = vip' }),
}
