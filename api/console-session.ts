/**
 * `/console/session`: one-click sign-in for whoever sits at the machine that `npm start` runs on. GET says what the installation offers, POST signs the browser
 * in as the owner, who is made where there is none. Everybody else, however they ask, is told that there is no such page: see
 * docs/decisions/0320-members-and-sessions.md.
 */
import { existsSync } from 'node:fs'
import { type Request, Router } from 'express'
import type { Pool } from '../db/client.ts'
import { createFirstOwner, findFirstOwner } from '../db/queries/members/owners.ts'
import { runInTransaction } from '../db/transaction.ts'
import { isOwnMachine } from './http/own-machine.ts'
import { Problem } from './http/problems.ts'
import { beginSession } from './members/begin-session.ts'

export interface ConsoleSessionOptions {
  pool: Pool
  clock: () => Date
  /** Where the API listens. */
  host: string
  /** Where recipients reach it. */
  publicUrl: string
  /** `<data dir>/api-key`, which only `npm start` writes. */
  keyFile: string
  /** Where the sandbox runs, if it does. */
  sandboxUrl: string | undefined
}

const path = '/console/session'

export function createConsoleSession({ pool, clock, host, publicUrl, keyFile, sandboxUrl }: ConsoleSessionOptions): Router {
  const requireOwnMachine = (request: Request) => {
    if (!existsSync(keyFile) || !isOwnMachine(request, { host, publicUrl })) throw new Problem('not_found')
  }
  const router = Router({ caseSensitive: true, strict: true })

  router.get(path, (request, response) => {
    requireOwnMachine(request)
    response.set('Cache-Control', 'no-store').json({ inboxUrl: sandboxUrl === undefined ? null : `${sandboxUrl}/inbox` })
  })

  router.post(path, async (request, response) => {
    requireOwnMachine(request)
    const at = clock()
    const { headers } = await runInTransaction(pool, async (sql) => {
      const made = await createFirstOwner(sql, { name: 'Owner', email: null, passwordHash: null, at })
      const owner = made ?? (await findFirstOwner(sql))
      // There is always one who may come in.
      if (owner === undefined) throw new Error('No owner may come in')
      return beginSession(sql, { memberId: owner.id, request, publicUrl, at })
    })
    response
      .status(204)
      .set({ 'Cache-Control': 'no-store', ...headers })
      .end()
  })

  return router
}
