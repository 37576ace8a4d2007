/** The catalogue of what a rule may ask about, as the API gives it. */
import { z } from 'zod'
import { measures, sourceNames } from '../../domain/audience-rules/dimensions.ts'
import { operands } from '../../domain/audience-rules/operands.ts'
import { operators } from '../../domain/audience-rules/rule.ts'
import { ruleSchema, scalar } from './audience-rules.ts'

const exampleSchema = z.strictObject({ text: z.string(), rule: ruleSchema })

const choiceSchema = z
  .strictObject({ value: z.string().meta({ description: 'As it stands in a rule.' }), label: z.string() })
  .meta({ id: 'DimensionChoice' })

export const dimensionTypes = ['text', 'number', 'money', 'boolean', 'choice', 'instant', 'anniversary', 'membership', 'attribute'] as const

export const dimensionSchema = z
  .strictObject({
    name: z
      .string()
      .meta({ description: 'As it stands in a rule; a name that ends in `.*` takes any key in place of the star.', example: 'city' }),
    label: z.string(),
    type: z.enum(dimensionTypes),
    description: z.string(),
    operators: z.array(z.enum(operators)),
    isClosed: z.boolean().meta({ description: '`values` are all that there are. Otherwise any value may be given.' }),
    values: z.array(choiceSchema).meta({
      description:
        'To choose from: all of a closed list, the newest of groups, audiences and broadcasts, the most frequent of the store’s own.',
    }),
    refersTo: z.enum(['audience', 'group', 'offer', 'campaign']).nullable(),
    valuesUrl: z.string().nullable().meta({ description: 'Where to look for more values, where there are more.' }),
    examples: z.array(exampleSchema),
  })
  .meta({ id: 'AudienceDimension' })

export const catalogueSchema = z
  .strictObject({
    operators: z
      .array(
        z.strictObject({
          operator: z.enum(operators),
          takes: z.enum(operands).meta({ description: 'What `value` is in a condition with this operator.' }),
          description: z.string().meta({ description: 'The same in words.' }),
        }),
      )
      .meta({ description: 'What stands behind each operator, whatever the field.' }),
    types: z
      .array(
        z.strictObject({
          type: z.enum(dimensionTypes),
          description: z.string(),
          example: scalar.nullable().meta({ description: 'One value. Null where the field says which there are, or none is taken.' }),
        }),
      )
      .meta({ description: 'What values of each type look like in JSON.' }),
    dimensions: z.array(dimensionSchema),
    sources: z.array(
      z
        .strictObject({
          name: z.enum(sourceNames),
          label: z.string(),
          description: z.string(),
          measures: z.array(
            z.strictObject({
              measure: z.enum(measures),
              field: z.string().meta({ description: 'As it stands in a rule.', example: 'orders.count' }),
              of: z.array(z.string()).meta({ description: 'What a sum or an average may be of; empty for the others.' }),
              operators: z.array(z.enum(operators)),
            }),
          ),
          fields: z.array(dimensionSchema).meta({ description: 'What `where` may ask about.' }),
          examples: z.array(exampleSchema),
        })
        .meta({ id: 'AudienceSource' }),
    ),
  })
  .meta({ id: 'AudienceCatalogue' })

export const dimensionValuesSchema = z
  .strictObject({
    values: z.array(
      z.strictObject({
        value: z.string(),
        label: z.string(),
        count: z
          .int()
          .nullable()
          .meta({ description: 'Records that have it; null for a closed list, and for groups, audiences and broadcasts.' }),
      }),
    ),
    isEstimate: z.boolean().meta({
      description:
        'The table is large: counts are projected from a sample of its blocks, and rare values may be missing. They can be used all the same.',
    }),
  })
  .meta({ id: 'DimensionValues' })
