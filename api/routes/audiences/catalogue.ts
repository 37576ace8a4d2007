/** What rules may ask about, and whether a rule is one. */
import { z } from 'zod'
import { readSettings } from '../../../db/queries/settings.ts'
import { findDimensionValues, readCatalogue } from '../../audiences/catalogue.ts'
import { readNamesOfRules } from '../../audiences/name-records.ts'
import { requireRule } from '../../audiences/rule-input.ts'
import { pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { catalogueSchema, dimensionValuesSchema } from '../../schemas/audience-dimensions.ts'
import { checkedRuleSchema, documentedRuleRequestSchema, ruleRequestSchema } from '../../schemas/audiences.ts'
import { viewRule } from '../../views/audiences.ts'

const tag = 'Audiences'

export const catalogueRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/dimensions',
    tag,
    summary: 'What a rule may ask about: every dimension and source, with operators, examples and values to choose from',
    scope: 'audiences:read',
    response: catalogueSchema,
    async handler({ sql }) {
      const { value: store } = await readSettings(sql, 'store')
      return readCatalogue(sql, store.currency)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/audiences/dimensions/{name}/values',
    tag,
    summary: 'Look for values of a dimension, as one types',
    description:
      'A field of a source is named with it: `orders.coupon`, `orderItems.category`; the keys of free-form values are found under `attributes.*` and `events.properties.*`, the values of one key under `attributes.plan`. The store’s own values are counted in at most about 50,000 records; of a larger table that is a sample, in which rare values may be missing.',
    scope: 'audiences:read',
    params: z.strictObject({ name: z.string().max(200) }),
    query: z.strictObject({
      q: z.string().max(200).optional().meta({ description: 'Anywhere in the value, any case.' }),
      limit: pageQuery.limit,
    }),
    response: dimensionValuesSchema,
    async handler({ params: { name }, query: { q, limit = 20 }, sql }) {
      const values = await findDimensionValues(sql, { name, q: q === '' ? undefined : q, limit })
      if (values === undefined) throw new Problem('not_found')
      return values
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/audiences/check',
    tag,
    summary: 'Check a rule, and get it in its three forms: JSON, text and words',
    scope: 'audiences:read',
    body: ruleRequestSchema,
    documentedBody: documentedRuleRequestSchema,
    response: checkedRuleSchema,
    async handler({ body, sql }) {
      const { value: store } = await readSettings(sql, 'store')
      const rule = requireRule(body, store)
      return viewRule(rule, await readNamesOfRules(sql, [rule]))
    },
  }),
]
