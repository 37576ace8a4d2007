/** Consent: statements in, evidence out. */
import { z } from 'zod'
import { recordConsents } from '../../db/queries/consents.ts'
import { findCustomerIds } from '../../db/queries/find-customer-ids.ts'
import { listConsentEvents } from '../../db/queries/list-consent-events.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { runInTransaction } from '../../db/transaction.ts'
import { covers } from '../../domain/api-scopes.ts'
import { normaliseConsent } from '../../domain/consent-inputs.ts'
import { formatId } from '../../domain/ids.ts'
import { answerRows, bulkBody, bulkResponse, documentBulkBody, readRows, type WrittenRow } from '../http/bulk.ts'
import { findCustomer } from '../http/named-customer.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { defineRoute } from '../http/routes.ts'
import { channel, consentEventSchema, consentInput } from '../schemas/consents.ts'
import { referenceTo } from '../schemas/references.ts'

const tag = 'Consent'

export const consentRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/consents',
    tag,
    scope: 'consents:write',
    summary: 'Record up to 5,000 statements of consent',
    description:
      'A result is `applied` where the statement counts, `recorded` where it is kept as evidence only (it came late, or an opt-out outranks it), `duplicate` where it is known already.',
    body: bulkBody('consents'),
    documentedBody: documentBulkBody('consents', consentInput),
    response: bulkResponse,
    async handler({ body, sql, at, caller }) {
      const memberId = caller.kind === 'member' ? caller.id : null
      const { value: store } = await readSettings(sql, 'store')
      const rows = readRows(body.consents, consentInput, (row) =>
        normaliseConsent({ source: 'api', occurredAt: at, ...row }, { defaultCountry: store.country, at }),
      )
      const inputs = rows.accepted.map(({ value }) => value)
      const written = await runInTransaction(sql, async (sql): Promise<WrittenRow[]> => {
        const customerIds = await findCustomerIds(sql, inputs)
        const results = await recordConsents(
          sql,
          inputs.flatMap((input, index) => {
            const customerId = customerIds[index]
            return customerId === undefined ? [] : [{ ...input, customerId, memberId }]
          }),
        )
        let next = 0
        return customerIds.map((customerId) => {
          const result = customerId === undefined ? undefined : results[next++]
          if (customerId === undefined || result === undefined || result.kind === 'unknown_customer') {
            return { status: 'rejected', faults: [{ field: 'customerExternalId', message: 'The customer is not known' }] }
          }
          return { status: ({ apply: 'applied', record: 'recorded', ignore: 'duplicate' } as const)[result.kind], id: customerId }
        })
      })
      return answerRows(rows, written, { kind: 'customer', externalIdOf: (row) => row.customerExternalId ?? null })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/consents',
    tag,
    scope: 'consents:read',
    summary: 'List the evidence of consent, newest first',
    query: z.strictObject({ customer: referenceTo('customer').optional(), channel: channel.optional(), ...pageQuery }),
    response: pageOf(consentEventSchema),
    async handler({ query: { customer, cursor, limit = defaultLimit, ...filter }, sql, caller }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const customerId = await findCustomer(sql, customer)
      if (customerId === null) return { data: [], nextCursor: null }
      const mayReadMembers = covers(caller.scopes, 'members:read')
      const rows = await listConsentEvents(sql, { ...filter, customerId, before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        ({ memberId, memberName, ...row }) => ({
          ...row,
          id: formatId('consentEvent', row.id),
          customerId: formatId('customer', row.customerId),
          occurredAt: row.occurredAt.toISOString(),
          recordedAt: row.recordedAt.toISOString(),
          recordedBy: memberId === null ? null : { id: formatId('member', memberId), name: mayReadMembers ? memberName : null },
        }),
        (row) => [row.id],
      )
    },
  }),
]
