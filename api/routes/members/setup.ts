/** The first owner of an installation: made once, by whoever can show that it is theirs. */
import { z } from 'zod'
import { createFirstOwner, hasOwner } from '../../../db/queries/members/owners.ts'
import { joinTransaction } from '../../../db/transaction.ts'
import { isOwnMachine } from '../../http/own-machine.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, type Caller, defineRoute } from '../../http/routes.ts'
import { beginSession } from '../../members/begin-session.ts'
import { hashPassword } from '../../members/password-hash.ts'
import { memberEmail, memberName, password, requireGoodPassword, signedInSchema, viewSignedIn } from '../../schemas/members.ts'

const tag = 'Signing in'

export const setupRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/setup',
    tag,
    scope: 'anyone',
    summary: 'Say whether the installation has an owner yet',
    response: z
      .strictObject({
        hasOwner: z.boolean(),
        needsKey: z.boolean().meta({ description: 'Whether making the first one takes an API key that may do everything.' }),
      })
      .meta({ id: 'Setup' }),
    async handler({ sql, http, dependencies: { config } }) {
      return { hasOwner: await hasOwner(sql), needsKey: !isOwnMachine(http.request, config) }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/setup',
    tag,
    scope: 'anyone',
    summary: 'Make the first owner, and sign them in',
    description:
      'While there is none. From the machine that the installation runs on alone, or with an API key that may do everything; elsewhere `regulars members invite --role owner` makes a link.',
    body: z.strictObject({ name: memberName, email: memberEmail, password }),
    status: 201,
    response: signedInSchema,
    async handler({ body: { name, email, password }, caller, sql, at, http: { request }, dependencies: { config } }) {
      if (!mayDoEverything(caller) && !isOwnMachine(request, config)) throw new Problem('setup_not_allowed')
      if (await hasOwner(sql)) throw new Problem('owner_exists')
      requireGoodPassword(password, 'password', { name, email })
      const passwordHash = await hashPassword(password)
      return joinTransaction(sql, async (sql) => {
        const owner = await createFirstOwner(sql, { name, email, passwordHash, at })
        if (owner === undefined) throw new Problem('owner_exists')
        const { session, headers } = await beginSession(sql, { memberId: owner.id, request, publicUrl: config.publicUrl, at })
        return new Answer(201, viewSignedIn(session), headers)
      })
    },
  }),
]

function mayDoEverything({ scopes }: Caller): boolean {
  return scopes.includes('*')
}
